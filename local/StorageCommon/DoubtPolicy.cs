using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage;

/// <summary>
/// Notes whether an attempt of a call may have been carried out without its answer reaching us. Only then may a retry's conflict be one with
/// ourselves; where no attempt got through, a conflict is real and nothing is read back.
/// </summary>
internal sealed class DoubtPolicy : HttpPipelinePolicy
{
    public static DoubtPolicy Shared { get; } = new();

    /// <summary>True after a cut connection, a timeout or trouble inside the service; false when every earlier attempt was turned away at the door.</summary>
    public static bool IsInDoubt(HttpMessage message) => message.TryGetProperty(typeof(DoubtPolicy), out _);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
        catch (Exception e) when (Note(message, !NeverSent(e)))
        {
            throw;
        }

        Note(message, LeavesOpen(message.Response));
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            ProcessNext(message, pipeline);
        }
        catch (Exception e) when (Note(message, !NeverSent(e)))
        {
            throw;
        }

        Note(message, LeavesOpen(message.Response));
    }

    private static bool Note(HttpMessage message, bool doubt)
    {
        if (doubt)
        {
            message.SetProperty(typeof(DoubtPolicy), message);
        }

        return doubt;
    }

    // ServerBusy is documented as "unable to receive requests": nothing was begun.
    private static bool LeavesOpen(Response response) =>
        StorageClassifier.IsRetriable(response.Status)
        && response.Status != 429
        && !(response.Status == 503 && StorageErrors.CodeOf(response) is "ServerBusy");

    private static bool NeverSent(Exception? e) => e switch
    {
        null => false,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,
        _ => NeverSent(e.InnerException),
    };
}
