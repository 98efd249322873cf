using AgentSched.Api.Access;
using AgentSched.Model.Access;

namespace AgentSched.Api.Door;

/// <summary>Access that a function requires, and to which thing.</summary>
internal readonly record struct Rule(Need Need, ResourceKind ResourceKind = ResourceKind.None);
