namespace AgentSched.Model.Access;

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

/// <summary>What comes of it.</summary>
public enum AccessVerdict
{
    /// <summary>Go on.</summary>
    Allowed,

    /// <summary>Nobody known.</summary>
    Unauthorized,

    /// <summary>May see it, but not do that.</summary>
    Forbidden,

    /// <summary>For this caller there is no such thing.</summary>
    NotFound,
}

/// <summary>The one decision about access, wherever it is made.</summary>
internal static class Decision
{
    public static AccessVerdict Decide(Need need, Relation relation) => (need, relation) switch
    {
        (Need.Nothing, _) => AccessVerdict.Allowed,
        (_, Relation.Nobody) => AccessVerdict.Unauthorized,
        (Need.Caller, _) => AccessVerdict.Allowed,
        (Need.Administer, >= Relation.Admin) or (Need.Operate, Relation.Operator) => AccessVerdict.Allowed,
        (Need.Administer or Need.Operate, _) => AccessVerdict.Forbidden,
        (Need.Put, Relation.Stranger) => AccessVerdict.Allowed, // a name that is free, or is taken where this caller cannot see it
        (_, Relation.Stranger) => AccessVerdict.NotFound,
        (Need.Change or Need.Put, Relation.User) => AccessVerdict.Forbidden,
        _ => AccessVerdict.Allowed,
    };
}
