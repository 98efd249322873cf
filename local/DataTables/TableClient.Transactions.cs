using Azure.Core;
using Azure.Data.Tables.Rest;
using Azure.Storage;

namespace Azure.Data.Tables;

public partial class TableClient
{
    /// <summary>All actions or none. The responses are in the order of the actions, each with its entity's new ETag.</summary>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        var body = new TransactionBody(_endpoint, Name, [.. transactionActions]);
        using var message = _endpoint.Request(RequestMethod.Post, "$batch");
        message.Request.Headers.Add("Content-Type", body.ContentType);
        message.Request.Content = RequestContent.Create(body.Bytes);

        var sent = await _endpoint.SendAsync(message, cancellationToken);
        if (sent.Response.Status != 202)
        {
            throw StorageErrors.From(sent.Response);
        }

        var parts = TransactionReply.Read(sent.Response.Content);
        if (parts.Find(part => part.Status >= 400) is { } failed)
        {
            parts = LostReply.MayBeFalse(sent, failed)
                ? await _lostReply.RecoverAsync(sent, WritesOf(body), cancellationToken)
                : null;
            if (parts is null)
            {
                throw new TableTransactionFailedException(StorageErrors.From(failed));
            }
        }

        return parts.Count == body.Actions.Count
            ? Response.FromValue<IReadOnlyList<Response>>(parts, sent.Response)
            : throw new InvalidOperationException($"The service answered {parts.Count} of {body.Actions.Count} actions.");
    }

    private static LostReply.Write[] WritesOf(TransactionBody body) =>
        [.. body.Actions.Select((action, i) => new LostReply.Write(
            action.Entity.PartitionKey,
            action.Entity.RowKey,
            action.ActionType switch
            {
                TableTransactionActionType.Delete => LostReply.Wanted.Gone,
                TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => LostReply.Wanted.AtLeast,
                _ => LostReply.Wanted.Exactly,
            },
            body.Bytes[body.Entities[i]]))];
}
