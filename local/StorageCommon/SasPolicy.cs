using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage;

/// <summary>Adds a shared access signature to the query of each request.</summary>
internal sealed class SasPolicy(Func<string> signature) : HttpPipelineSynchronousPolicy
{
    public SasPolicy(string signature)
        : this(() => signature)
    {
    }

    public SasPolicy(AzureSasCredential credential)
        : this(() => credential.Signature)
    {
    }

    public override void OnSendingRequest(HttpMessage message)
    {
        var current = signature().TrimStart('?');

        // A retry comes through here with the signature already in place, or with an older one if it was renewed meanwhile.
        var applied = message.TryGetProperty(typeof(SasPolicy), out var previous) ? previous as string : null;
        if (string.Equals(applied, current, StringComparison.Ordinal))
        {
            return;
        }

        var query = message.Request.Uri.Query.TrimStart('?');
        query = applied is null ? query : query.Replace(applied, string.Empty, StringComparison.Ordinal).TrimEnd('&');
        message.Request.Uri.Query = query.Length == 0 ? $"?{current}" : $"?{query}&{current}";
        message.SetProperty(typeof(SasPolicy), current);
    }
}
