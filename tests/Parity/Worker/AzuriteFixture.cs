using AgentSched.Azurite;
using Azure.Storage.Queues;

[assembly: AssemblyFixture(typeof(Parity.Worker.AzuriteFixture))]

namespace Parity.Worker;

/// <summary>One Azurite for all tests, a storage account for each.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Accounts = 40;
    private AzuriteServer? _server;
    private int _taken;

    public async ValueTask InitializeAsync() =>
        _server = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = Accounts }, CancellationToken.None);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    public string NewAccount() => _server!.ConnectionString(Interlocked.Increment(ref _taken) % Accounts);

    public static QueueClient Queue(string account, string name) =>
        new(account, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
}
