using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AgentSched.Azurite;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Tests.Support;

public sealed class AzuriteServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentsched-azurite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Dispose_ends_the_process_and_data_outlive_it()
    {
        Process process;
        await using (var first = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = _folder }, TestContext.Current.CancellationToken))
        {
            process = Process.GetProcessById(first.ProcessId);
            await new TableClient(first.ConnectionString(), "Things").CreateAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(process.HasExited);
        process.Dispose();
        await using var second = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = _folder }, TestContext.Current.CancellationToken);
        var isThere = await Assert.ThrowsAsync<RequestFailedException>(() => new TableClient(second.ConnectionString(), "Things").CreateAsync(TestContext.Current.CancellationToken));
        Assert.Equal(409, isThere.Status);
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
    public async Task Neither_or_both_of_memory_and_folder_is_an_error()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => AzuriteServer.StartAsync(new AzuriteOptions(), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(() => AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, DataFolder = _folder }, TestContext.Current.CancellationToken));
    }
}
