using Azure.Core;
using Azure.Storage;

namespace Azure.Data.Tables.Rest;

/// <summary>Retries a transaction that the service was too busy for, although it says so inside an answer of status 202.</summary>
internal sealed class TransactionClassifier : StorageClassifier
{
    public static new TransactionClassifier Shared { get; } = new();

    public override bool IsRetriableResponse(HttpMessage message) =>
        base.IsRetriableResponse(message) || (message.Response.Status == 202 && TransactionReply.IsRetriable(message.Response.Content));
}
