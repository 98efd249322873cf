using AgentSched.Azurite;
using AgentSched.Tests.Support;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

// Tests wait for storage, agents and processes more than they compute: two at a time leave two cores half idle.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]

namespace AgentSched.Tests.Support;

/// <summary>One Azurite for all tests; each test takes a storage account of its own, so none sees another's rows.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Accounts = 2000;
    private int _next;

    public AzuriteServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0"); // for processes that tests start, as in this one (AgentSched.Tests.csproj)
        Server = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = Accounts }, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <exception cref="InvalidOperationException">There is none left; two tests on one account would see each other's rows.</exception>
    public int TakeAccount() => Interlocked.Increment(ref _next) is var account && account < Accounts
        ? account
        : throw new InvalidOperationException($"the tests take more than {Accounts} accounts");

    public string TakeConnectionString() => Server.ConnectionString(TakeAccount());
}
