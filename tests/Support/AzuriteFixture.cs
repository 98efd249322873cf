using AgentSched.Azurite;
using AgentSched.Tests.Support;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace AgentSched.Tests.Support;

/// <summary>One Azurite for all tests; each test takes a storage account of its own, so none sees another's rows.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Accounts = 400;
    private int _next;

    public AzuriteServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = Accounts }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public int TakeAccount() => Interlocked.Increment(ref _next) % Accounts;

    public string TakeConnectionString() => Server.ConnectionString(TakeAccount());
}
