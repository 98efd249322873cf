using System.Buffers;
using System.Text;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Models;
using Azure.Storage;

namespace Azure.Data.Tables.Rest;

/// <summary>The multipart body of an entity-group transaction, in one buffer, with the rules that hold for it.</summary>
internal sealed class TransactionBody
{
    public const int MaxActions = 100;
    public const int MaxBytes = 4 * 1024 * 1024;

    // Fixed boundaries would do, but for a string property that happens to contain them.
    private readonly string _batch = $"batch_{Guid.NewGuid():N}";
    private readonly string _changes = $"changeset_{Guid.NewGuid():N}";
    private readonly ArrayBufferWriter<byte> _buffer;

    public TransactionBody(TableEndpoint endpoint, string table, IReadOnlyList<TableTransactionAction> actions)
    {
        CheckActions(actions);
        Actions = actions;
        Entities = new Range[actions.Count];
        _buffer = new ArrayBufferWriter<byte>(1024 * (actions.Count + 1));
        Text($"--{_batch}\r\nContent-Type: multipart/mixed; boundary={_changes}\r\n\r\n");
        using var writer = new EntityWriter(_buffer);
        for (var i = 0; i < actions.Count; i++)
        {
            try
            {
                Append(endpoint, table, actions[i], i, writer);
            }
            catch (RequestFailedException e) when (e.Status == 400)
            {
                throw Failed(i, e.ErrorCode!, e.Message);
            }
        }

        Text($"--{_changes}--\r\n--{_batch}--\r\n");
        if (_buffer.WrittenCount > MaxBytes)
        {
            throw StorageErrors.Refused(413, "RequestBodyTooLarge", $"The transaction's body has {_buffer.WrittenCount} bytes; {MaxBytes} are allowed.");
        }
    }

    public IReadOnlyList<TableTransactionAction> Actions { get; }

    /// <summary>Where each action's entity stands in <see cref="Bytes"/>; empty for a delete.</summary>
    public Range[] Entities { get; }

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    public string ContentType => $"multipart/mixed; boundary={_batch}";

    private static void CheckActions(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count == 0)
        {
            throw new InvalidOperationException("A transaction needs at least one action.");
        }

        if (actions.Count > MaxActions)
        {
            throw Failed(0, TableErrorCode.InvalidInput.ToString(), $"The transaction has {actions.Count} actions; {MaxActions} are allowed.");
        }

        var partition = actions[0].Entity.PartitionKey;
        var rows = new HashSet<string>(actions.Count, StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            var entity = actions[i].Entity;
            if (!string.Equals(entity.PartitionKey, partition, StringComparison.Ordinal))
            {
                throw Failed(i, TableErrorCode.CommandsInBatchActOnDifferentPartitions.ToString(), "All actions of a transaction must have the same partition key.");
            }

            if (entity.RowKey is not null && !rows.Add(entity.RowKey))
            {
                throw Failed(i, TableErrorCode.InvalidDuplicateRow.ToString(), "An entity may stand in a transaction only once.");
            }
        }
    }

    /// <summary>As the service says it, with the action's index before the message.</summary>
    private static TableTransactionFailedException Failed(int index, string code, string message) =>
        new(StorageErrors.Refused(400, code, $"{index}:{message}"));

    private void Append(TableEndpoint endpoint, string table, TableTransactionAction action, int index, EntityWriter writer)
    {
        var entity = action.Entity;
        var method = action.ActionType switch
        {
            TableTransactionActionType.Add => "POST",
            TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH",
            TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT",
            TableTransactionActionType.Delete => "DELETE",
            _ => throw new NotSupportedException($"TableTransactionActionType {action.ActionType} is not known; see local/README.md."),
        };
        EntityRules.CheckKeys(entity.PartitionKey, entity.RowKey);
        var address = endpoint.Address(action.ActionType == TableTransactionActionType.Add ? table : Paths.Entity(table, entity.PartitionKey, entity.RowKey));

        Text($"--{_changes}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{method} {address} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n");

        // Without If-Match the service would take an update for an upsert, and refuse a delete.
        if (action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete)
        {
            Text($"If-Match: {(action.ETag == default ? ETag.All : action.ETag)}\r\n");
        }

        if (action.ActionType == TableTransactionActionType.Delete)
        {
            Text("\r\n");
            return;
        }

        Text("Prefer: return-no-content\r\nContent-Type: application/json\r\n\r\n");
        var start = _buffer.WrittenCount;
        writer.Write(entity);
        Entities[index] = start.._buffer.WrittenCount;
        Text("\r\n");
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, _buffer);
}
