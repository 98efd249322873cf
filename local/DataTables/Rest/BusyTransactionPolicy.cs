using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// The service may say inside a transaction's answer of status 202 that it was too busy. The retry policy looks at the status alone,
/// so the part takes the place of the whole.
/// </summary>
internal sealed class BusyTransactionPolicy : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        Unwrap(message);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ProcessNext(message, pipeline);
        Unwrap(message);
    }

    private static void Unwrap(HttpMessage message)
    {
        // Only a transaction is answered with 202.
        if (message.Response.Status == 202 && TransactionReply.Failure(message.Response.Content) is { } failed && StorageClassifier.IsRetriable(failed.Status))
        {
            message.Response = failed;
        }
    }
}
