using AgentSched.Model.Access;

namespace AgentSched.Api.Door;

/// <summary>Who sent a request, as far as the request proves it.</summary>
/// <param name="Caller">The caller. Null: nobody who is known.</param>
/// <param name="IsSession">Whether the platform authenticated the caller by a session, which a browser sends along also with requests that another site makes.</param>
/// <param name="Wait">How long further keys of the same address are not looked up. Null: they are.</param>
/// <param name="Quota">Wrong keys that the address may send within a minute, if it has sent more.</param>
internal readonly record struct Identified(Caller? Caller, bool IsSession = false, TimeSpan? Wait = null, int Quota = 0);
