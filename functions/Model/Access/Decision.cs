namespace AgentSched.Model.Access;

/// <summary>Permission that an HTTP function requires of its caller.</summary>
public enum Need
{
    /// <summary>None: it checks a token of its own, or returns no tenant data.</summary>
    Nothing,

    /// <summary>Any authenticated caller; lists contain what the caller may see.</summary>
    Caller,

    /// <summary>To see the resource in the route.</summary>
    See,

    /// <summary>To use it: talk to it, run it, cancel a run of it.</summary>
    Use,

    /// <summary>To stop a schedule: disable or delete it, delete its hook, cancel its backfill. The agent's owner may do this to every schedule of the agent.</summary>
    Stop,

    /// <summary>To change or delete it.</summary>
    Change,

    /// <summary>To change it, or to create it if the name is free.</summary>
    Put,

    /// <summary>To be an admin of the tenant.</summary>
    Administer,

    /// <summary>To be an admin of the deployment: the response concerns all tenants.</summary>
    Operate,
}

/// <summary>A caller's relation to the resource in the route, or to its tenant if there is none; each value includes the permissions of those before it.</summary>
public enum Relation
{
    /// <summary>No valid key, no trusted principal.</summary>
    Nobody,

    /// <summary>May not see it, or it does not exist.</summary>
    Stranger,

    /// <summary>Sees and uses it.</summary>
    User,

    /// <summary>Changes it.</summary>
    Owner,

    /// <summary>Administers its tenant.</summary>
    Admin,

    /// <summary>Administers the deployment.</summary>
    Operator,
}

/// <summary>Result of the access decision.</summary>
public enum AccessVerdict
{
    /// <summary>The request proceeds.</summary>
    Allowed,

    /// <summary>The caller is not authenticated.</summary>
    Unauthorized,

    /// <summary>May see it, but not do that.</summary>
    Forbidden,

    /// <summary>The resource does not exist for this caller.</summary>
    NotFound,
}

/// <summary>Decides access; all access checks use it.</summary>
internal static class Decision
{
    public static AccessVerdict Decide(Need need, Relation relation) => (need, relation) switch
    {
        (Need.Nothing, _) => AccessVerdict.Allowed,
        (_, Relation.Nobody) => AccessVerdict.Unauthorized,
        (Need.Caller, _) => AccessVerdict.Allowed,
        (Need.Administer, >= Relation.Admin) or (Need.Operate, Relation.Operator) => AccessVerdict.Allowed,
        (Need.Administer or Need.Operate, _) => AccessVerdict.Forbidden,
        (Need.Put, Relation.Stranger) => AccessVerdict.Allowed, // the name is free, or taken by something that this caller cannot see
        (_, Relation.Stranger) => AccessVerdict.NotFound,
        (Need.Change or Need.Put, Relation.User) => AccessVerdict.Forbidden,
        _ => AccessVerdict.Allowed,
    };
}
