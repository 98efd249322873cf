using AgentSched.Base;
using AgentSched.Storage.Account;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Tables;

/// <summary>Creates the table, the queues and the container at the first start, and rejects a number of shards other than the stored one.</summary>
internal sealed class StorageSetup(StorageClients clients, IOptions<AgentSchedOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            clients.Table.CreateIfNotExistsAsync(cancellationToken),
            clients.Runs.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            clients.Poison.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            clients.Webhooks.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            clients.WebhooksPoison.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            clients.Logs.CreateIfNotExistsAsync(cancellationToken: cancellationToken));
        await FixShardsAsync(options.Value.Shards, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task FixShardsAsync(int shards, CancellationToken cancel)
    {
        var layout = new TableEntity(Keys.MetaPartition, Keys.LayoutRow) { ["Shards"] = shards };
        try
        {
            await clients.Table.AddEntityAsync(layout, cancel);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            var stored = (await clients.Table.GetEntityAsync<TableEntity>(Keys.MetaPartition, Keys.LayoutRow, cancellationToken: cancel)).Value.GetInt32("Shards");
            if (stored != shards)
            {
                throw new InvalidOperationException(
                    $"AgentSched:Shards is {shards}, but this storage account was set up with {stored}; rows are placed by that number, so set it back to {stored}",
                    e);
            }
        }
    }
}
