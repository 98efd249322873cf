using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace AgentSched.Parity.Storage;

/// <summary>One thing that a client does: what must be there first, the call, and how what it left looks from outside.</summary>
/// <param name="Kind">The request that is spoiled, as the proxy names it.</param>
internal sealed record SingleFaultOperation(string Kind, Func<FaultStage, Task> Prepare, Func<FaultStage, Task> Act, Func<FaultStage, Task<string>> Look);

/// <summary>The clients of one case: spoiled ones to act with, straight ones to prepare and look with.</summary>
internal sealed class FaultStage(FaultyNetwork network, CancellationToken cancel)
{
    private readonly string _name = $"t{Guid.NewGuid():N}";

    public CancellationToken Cancel => cancel;

    public TableClient Table => network.Table(_name);

    public TableClient DirectTable => new(network.Direct, _name);

    public QueueClient Queue => network.Queue(_name);

    public QueueClient DirectQueue => new(network.Direct, _name);

    public BlobContainerClient Container => network.Container(_name);

    public BlobContainerClient DirectContainer => new(network.Direct, _name);

    public BlobClient Blob => Container.GetBlobClient("b");

    public BlobClient DirectBlob => DirectContainer.GetBlobClient("b");

    public ETag Tag { get; set; }

    public QueueMessage Message { get; set; } = null!;

    public async Task WithTableAsync(bool row = true)
    {
        await DirectTable.CreateAsync(cancel);
        if (row)
            Tag = (await DirectTable.AddEntityAsync(new TableEntity("p", "r") { ["V"] = "old" }, cancel)).Headers.ETag!.Value;
    }

    public async Task<string> RowsAsync()
    {
        var rows = new List<string>();
        await foreach (var row in DirectTable.QueryAsync<TableEntity>(cancellationToken: cancel))
            rows.Add($"{row.RowKey}={row.GetString("V")}");
        return string.Join(' ', rows);
    }

    public async Task WithMessageAsync()
    {
        await DirectQueue.CreateAsync(cancellationToken: cancel);
        await DirectQueue.SendMessageAsync("m", cancel);
    }

    public async Task WithReceivedAsync()
    {
        await WithMessageAsync();
        Message = (await DirectQueue.ReceiveMessageAsync(TimeSpan.FromHours(1), cancel)).Value!;
    }

    public async Task<string> CountAsync() => $"{(await DirectQueue.GetPropertiesAsync(cancel)).Value.ApproximateMessagesCount}";

    public async Task WithContainerAsync(bool blob = true)
    {
        await DirectContainer.CreateAsync(cancellationToken: cancel);
        if (blob)
            Tag = (await DirectBlob.UploadAsync(new BinaryData("old"), cancel)).Value.ETag;
    }

    public async Task<string> ContentAsync() =>
        await DirectBlob.ExistsAsync(cancel) ? (await DirectBlob.DownloadContentAsync(cancel)).Value.Content.ToMemory().Span is { Length: < 100 } text ? System.Text.Encoding.UTF8.GetString(text) : "large" : "gone";
}
