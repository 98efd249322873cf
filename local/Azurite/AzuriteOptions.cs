namespace AgentSched.Azurite;

/// <summary>How one Azurite is started.</summary>
public sealed record AzuriteOptions
{
    /// <summary>True: nothing is written to disk and everything is gone at the end. False: data live in <see cref="DataFolder"/>.</summary>
    public bool InMemory { get; init; }

    /// <summary>Where data live; made when it does not exist. Used by one Azurite at a time. Null only with <see cref="InMemory"/>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How many storage accounts there are, so that each test can have one of its own. 1 to 1,000; account 0 is <c>devstoreaccount1</c>.</summary>
    public int Accounts { get; init; } = 1;

    /// <summary>Port of the blob service; 0 takes any free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>Port of the queue service; 0 takes any free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>Port of the table service; 0 takes any free one.</summary>
    public int TablePort { get; init; }

    /// <summary>Gets a line for each slow step (the installation) and for what Azurite complains about. May be called from any thread.</summary>
    public Action<string>? Log { get; init; }
}
