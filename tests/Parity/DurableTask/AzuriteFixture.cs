using AgentSched.Azurite;

[assembly: AssemblyFixture(typeof(AgentSched.Parity.DurableTask.AzuriteFixture))]

namespace AgentSched.Parity.DurableTask;

/// <summary>One Azurite for all tests of this assembly, each of which takes an account of its own; none where the hub needs no storage.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;
    private int _taken;

    public async ValueTask InitializeAsync() =>
        _server = DurableApp.InMemory
            ? null
            : await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = 200 }, TestContext.Current.CancellationToken);

    public string TakeAccount() => _server?.ConnectionString(Interlocked.Increment(ref _taken) - 1) ?? string.Empty;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
