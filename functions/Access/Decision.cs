using AgentSched.Http;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Access;

/// <summary>What an HTTP function asks of its caller.</summary>
public enum Need
{
    /// <summary>Nothing: it has a door of its own, such as a token, or tells nothing of anybody's.</summary>
    Nothing,

    /// <summary>Any caller that is known; lists show each what it may see.</summary>
    Caller,

    /// <summary>To see the thing that the route names.</summary>
    See,

    /// <summary>To have it do something: talk to it, run it, take back a run of it.</summary>
    Use,

    /// <summary>To change or delete it.</summary>
    Change,

    /// <summary>The same, where the name may also be free: then the caller makes it.</summary>
    Put,

    /// <summary>To be an admin of the tenant.</summary>
    Administer,

    /// <summary>To be an admin of the deployment: what is told concerns all tenants.</summary>
    Operate,
}

/// <summary>What a caller is to the thing that a route names, or where it names none, to its tenant; each has what those before it have.</summary>
public enum Relation
{
    /// <summary>No valid key, no trusted principal.</summary>
    Nobody,

    /// <summary>May not see it; or there is no such thing.</summary>
    Stranger,

    /// <summary>Sees and uses it.</summary>
    User,

    /// <summary>Changes it.</summary>
    Owner,

    /// <summary>Administers the tenant that it is in.</summary>
    Admin,

    /// <summary>Administers the deployment.</summary>
    Operator,
}

/// <summary>What comes of it; the values are the statuses of HTTP.</summary>
public enum Verdict
{
    /// <summary>Go on.</summary>
    Allowed = StatusCodes.Status200OK,

    /// <summary>Nobody known.</summary>
    Unauthorized = StatusCodes.Status401Unauthorized,

    /// <summary>May see it, but not do that.</summary>
    Forbidden = StatusCodes.Status403Forbidden,

    /// <summary>For this caller there is no such thing.</summary>
    NotFound = StatusCodes.Status404NotFound,
}

/// <summary>The one decision about access, wherever it is made.</summary>
internal static class Decision
{
    public static Verdict Decide(Need need, Relation relation) => (need, relation) switch
    {
        (Need.Nothing, _) => Verdict.Allowed,
        (_, Relation.Nobody) => Verdict.Unauthorized,
        (Need.Caller, _) => Verdict.Allowed,
        (Need.Administer, >= Relation.Admin) or (Need.Operate, Relation.Operator) => Verdict.Allowed,
        (Need.Administer or Need.Operate, _) => Verdict.Forbidden,
        (Need.Put, Relation.Stranger) => Verdict.Allowed, // a name that is free, or is taken where this caller cannot see it
        (_, Relation.Stranger) => Verdict.NotFound,
        (Need.Change or Need.Put, Relation.User) => Verdict.Forbidden,
        _ => Verdict.Allowed,
    };

    /// <summary>What to answer where the verdict is not to go on; null: go on.</summary>
    /// <param name="need">What is needed.</param>
    /// <param name="relation">What the caller is to the thing.</param>
    /// <param name="what">The thing in words, for example <c>schedule "k3v9q2m7x4b8c1d5"</c>.</param>
    /// <param name="owner">Whose it is. Null: there is no thing.</param>
    public static IResult? Objection(Need need, Relation relation, string what, string? owner) => Decide(need, relation) switch
    {
        Verdict.Allowed => null,
        Verdict.Unauthorized => Problem.Unauthorized(),
        Verdict.NotFound => Problem.NotFound(what),
        _ when owner is not null => Problem.Forbidden($"{what} belongs to {owner}; only its owner or an admin does that"),
        _ => Problem.Forbidden(need == Need.Operate ? "only admins of the deployment do that" : "only admins do that"),
    };
}
