namespace AgentSched.Azurite;

/// <summary>Options of one Azurite.</summary>
public sealed record AzuriteOptions
{
    /// <summary>True: nothing is written to disk, and all data is lost at the end. False: data is stored in <see cref="DataFolder"/>.</summary>
    public bool InMemory { get; init; }

    /// <summary>Folder of the data; created if it does not exist. Used by one Azurite at a time. Null only with <see cref="InMemory"/>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Number of storage accounts, so that each test can have its own. 1 to 2,000; account 0 is <c>devstoreaccount1</c>.</summary>
    public int Accounts { get; init; } = 1;

    /// <summary>Port of the blob service; 0 takes any free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>Port of the queue service; 0 takes any free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>Port of the table service; 0 takes any free one.</summary>
    public int TablePort { get; init; }

    /// <summary>Receives a line for each slow step (the installation) and for each error line of Azurite. May be called from any thread.</summary>
    public Action<string>? Log { get; init; }
}
