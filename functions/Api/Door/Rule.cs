using AgentSched.Api.Access;
using AgentSched.Model.Access;

namespace AgentSched.Api.Door;

/// <summary>What a function asks of its caller, about which thing.</summary>
internal readonly record struct Rule(Need Need, Thing Thing = Thing.None);
