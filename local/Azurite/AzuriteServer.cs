namespace AgentSched.Azurite;

/// <summary>
/// A private Azurite: storage accounts for blobs, queues and tables on loopback. It stops with <see cref="DisposeAsync"/>, and also by itself
/// when this process ends in any way, because it watches for the end of its standard input.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    /// <summary>Names and keys of so many fit into an environment variable.</summary>
    private const int MaxAccounts = 2000;

    private readonly AzuriteProcess _process;
    private readonly DataFolder? _data;

    private AzuriteServer(AzuriteProcess process, DataFolder? data, int accounts) => (_process, _data, Accounts) = (process, data, accounts);

    /// <summary>Number of accounts.</summary>
    public int Accounts { get; }

    /// <summary>The blob service, without an account.</summary>
    public Uri BlobUri => _process.Addresses["Blob"];

    /// <summary>The queue service, without an account.</summary>
    public Uri QueueUri => _process.Addresses["Queue"];

    /// <summary>The table service, without an account.</summary>
    public Uri TableUri => _process.Addresses["Table"];

    /// <summary>The id of the Azurite process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Installs Azurite if it is missing, starts it and returns when all three services listen.</summary>
    /// <exception cref="AzuriteException">Node or npm is missing, a given port is taken, or the data folder is in use.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.InMemory != string.IsNullOrEmpty(options.DataFolder))
            throw new ArgumentException("Set either DataFolder or InMemory, not both.", nameof(options));
        if (options.Accounts is < 1 or > MaxAccounts)
            throw new ArgumentOutOfRangeException(nameof(options), options.Accounts, "Accounts must be 1 to 2,000.");

        var folder = Checkout.AzuriteFolder();
        await AzuriteInstall.EnsureAsync(folder, options.Log, cancellationToken);
        var data = options.InMemory ? null : await DataFolder.TakeAsync(options.DataFolder!, cancellationToken);
        try
        {
            return new AzuriteServer(await AzuriteProcess.StartAsync(folder, options, data, cancellationToken), data, options.Accounts);
        }
        catch
        {
            data?.Dispose();
            throw;
        }
    }

    /// <summary>The connection string of the account with this number, counted from 0.</summary>
    public string ConnectionString(int account = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(account, Accounts);
        return AzuriteAccount.Numbered(account).ConnectionString(BlobUri, QueueUri, TableUri);
    }

    /// <summary>Stops Azurite and waits for its exit: data is on disk afterwards. Safe to call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _data?.Dispose();
    }
}
