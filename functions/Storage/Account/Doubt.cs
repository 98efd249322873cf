using Azure.Core;
using Azure.Core.Pipeline;

namespace AgentSched.Storage.Account;

/// <summary>Tracks whether a try of one call ended with an unknown outcome: a broken connection, a timeout, an error inside the service.</summary>
internal sealed class Doubt
{
    private const string Property = nameof(Doubt);

    /// <summary>True: an earlier try may have been carried out, so a refusal may be caused by our own write.</summary>
    public bool Exists { get; set; }

    /// <summary>Watches the requests that the caller sends until the result is disposed.</summary>
    public IDisposable Watch() => HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?>(StringComparer.Ordinal) { [Property] = this });

    /// <summary>Whether an answer with this status leaves the outcome unknown. 503 should mean that nothing was started, but a read to make sure is cheap.</summary>
    public static bool IsLeftBy(int status) => status is 408 or >= 500;

    /// <summary>Observes each try of a request, including those of the retry policy.</summary>
    public sealed class Policy : HttpPipelinePolicy
    {
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var isAnswered = false;
            try
            {
                await ProcessNextAsync(message, pipeline);
                isAnswered = !IsLeftBy(message.Response.Status);
            }
            finally
            {
                Note(message, isAnswered);
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var isAnswered = false;
            try
            {
                ProcessNext(message, pipeline);
                isAnswered = !IsLeftBy(message.Response.Status);
            }
            finally
            {
                Note(message, isAnswered);
            }
        }

        private static void Note(HttpMessage message, bool isAnswered)
        {
            if (!isAnswered && message.TryGetProperty(Property, out var property) && property is Doubt doubt)
            {
                doubt.Exists = true;
            }
        }
    }
}
