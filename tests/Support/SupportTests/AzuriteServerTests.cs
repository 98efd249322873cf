using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AgentSched.Azurite;

namespace AgentSched.Tests.Support;

public sealed class AzuriteServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentsched-azurite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task All_services_answer_and_every_account_has_its_own_key()
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = 3 }, TestContext.Current.CancellationToken);
        foreach (var account in new[] { 0, 1, 2 })
        {
            using var storage = new StorageRest(azurite.ConnectionString(account));
            Assert.Equal(HttpStatusCode.NoContent, await storage.StatusAsync("Table", HttpMethod.Post, "Tables", """{"TableName":"Things"}"""));
            Assert.Equal(HttpStatusCode.Created, await storage.StatusAsync("Queue", HttpMethod.Put, "things"));
            Assert.Equal(HttpStatusCode.Created, await storage.StatusAsync("Blob", HttpMethod.Put, "things?restype=container"));
        }
    }

    [Fact]
    public async Task Data_outlive_a_stop_and_the_folder_is_free_again()
    {
        await using (var first = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = _folder }, TestContext.Current.CancellationToken))
        {
            using var storage = new StorageRest(first.ConnectionString());
            Assert.Equal(HttpStatusCode.NoContent, await storage.StatusAsync("Table", HttpMethod.Post, "Tables", """{"TableName":"Things"}"""));
        }

        await using var second = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = _folder }, TestContext.Current.CancellationToken);
        using var again = new StorageRest(second.ConnectionString());
        Assert.Equal(HttpStatusCode.Conflict, await again.StatusAsync("Table", HttpMethod.Post, "Tables", """{"TableName":"Things"}"""));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_by_name()
    {
        await using var first = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = _folder }, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = _folder }, TestContext.Current.CancellationToken));
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_reported_with_its_number()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refused = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, QueuePort = port }, TestContext.Current.CancellationToken));
        Assert.Contains($":{port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_ends_the_process()
    {
        var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true }, TestContext.Current.CancellationToken);
        using var process = Process.GetProcessById(azurite.ProcessId);
        await azurite.DisposeAsync();
        Assert.True(process.HasExited);
        await azurite.DisposeAsync();
    }

    [Fact]
    public async Task Neither_or_both_of_memory_and_folder_is_an_error()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => AzuriteServer.StartAsync(new AzuriteOptions(), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(() => AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, DataFolder = _folder }, TestContext.Current.CancellationToken));
    }
}
