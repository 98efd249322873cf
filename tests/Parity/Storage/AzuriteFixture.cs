using AgentSched.Azurite;

[assembly: AssemblyFixture(typeof(AgentSched.Parity.Storage.AzuriteFixture))]

namespace AgentSched.Parity.Storage;

/// <summary>One Azurite for all tests of this assembly; each test takes an account of its own, so that none sees another's data.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Accounts = 600;
    private AzuriteServer? _server;
    private int _taken;

    public async ValueTask InitializeAsync() =>
        _server = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = Accounts }, TestContext.Current.CancellationToken);

    public AzuriteServer Server => _server!;

    /// <summary>The number of an account that no other test uses.</summary>
    public int TakeNumber() => Interlocked.Increment(ref _taken) - 1;

    /// <summary>The connection string of an account that no other test uses.</summary>
    public string TakeAccount() => Server.ConnectionString(TakeNumber());

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
