namespace AgentSched.Model.Access;

/// <summary>What the API keys of an owner say about it.</summary>
internal enum OwnerStanding
{
    /// <summary>It never had a key: the platform authenticates it, or it is a name from before.</summary>
    NoKeys,

    /// <summary>It has a valid key.</summary>
    User,

    /// <summary>It has a valid key of an admin.</summary>
    Admin,

    /// <summary>It had keys, and all of them are revoked or have expired.</summary>
    Lost,
}
