using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Something for an instance from outside its own turns.</summary>
/// <param name="InstanceId">whom it is for; need not be there yet</param>
/// <param name="At">when it was sent; messages take effect in this order</param>
/// <param name="Event">its <see cref="HistoryEvent.MessageId"/> is the row's key</param>
internal sealed record Message(string InstanceId, DateTimeOffset At, HistoryEvent Event);

/// <summary>
/// Messages on their way: a row each until the state that contains it is saved. A key that follows from its sender's turn makes a
/// repeated turn send the same message, not another.
/// </summary>
internal sealed class Inbox(TableServiceClient tables, string hub)
{
    private readonly TableClient _rows = tables.GetTableClient(Keys.InboxTable);
    private long _lastTicks;

    public Task CreateTableAsync(CancellationToken cancel) => _rows.CreateIfNotExistsAsync(cancel);

    public async Task<Message> PutAsync(string instanceId, HistoryEvent e, CancellationToken cancel)
    {
        e = e with { MessageId = e.MessageId ?? Guid.NewGuid().ToString("N") };
        var message = new Message(instanceId, Now(), e);
        var cut = LongText.Cut(JsonSerializer.Serialize(e, DurableJson.Options));
        if (cut.Count > 1)
        {
            throw new ArgumentException($"the payload of a message to \"{instanceId}\" is longer than the local runtime stores (about 400,000 characters)");
        }

        var row = new TableEntity(hub, e.MessageId) { ["Target"] = instanceId, ["At"] = message.At };
        LongText.Write(row, cut[0]);
        try
        {
            await _rows.AddEntityAsync(row, cancel);
        }
        catch (RequestFailedException conflict) when (conflict.Status == 409)
        {
            // Sent before.
        }

        return message;
    }

    public async Task<IReadOnlyList<Message>> ListAsync(CancellationToken cancel)
    {
        var found = new List<Message>();
        await foreach (var row in _rows.QueryAsync<TableEntity>($"PartitionKey eq '{hub}'", cancellationToken: cancel))
        {
            var text = new StringBuilder();
            LongText.Read(row, text);
            var e = JsonSerializer.Deserialize<HistoryEvent>(text.ToString(), DurableJson.Options)!;
            found.Add(new(row.GetString("Target"), row.GetDateTimeOffset("At")!.Value, e));
        }

        return [.. found.OrderBy(m => m.At)];
    }

    public async Task DeleteAsync(string messageId, CancellationToken cancel)
    {
        try
        {
            await _rows.DeleteEntityAsync(hub, messageId, ETag.All, cancel);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Deleted before.
        }
    }

    // Two messages of one process never bear the same time, so that they keep their order.
    private DateTimeOffset Now()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _lastTicks);
            var next = Math.Max(DateTimeOffset.UtcNow.Ticks, last + 1);
            if (Interlocked.CompareExchange(ref _lastTicks, next, last) == last)
            {
                return new(next, TimeSpan.Zero);
            }
        }
    }
}
