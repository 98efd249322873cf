using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Storage;

/// <summary>Builds the pipeline that all storage clients here share: retries, client request ids, version header, authorization, transport.</summary>
internal static class StoragePipeline
{
    private const string Scope = "https://storage.azure.com/.default";

    /// <param name="options">The user's options; policies that were added to them run, and a transport set there is used.</param>
    /// <param name="serviceVersion">Sent as <c>x-ms-version</c>, for example <c>2021-12-02</c>.</param>
    /// <param name="authentication">From <see cref="StorageConnection.Authentication"/> or <c>Authentication(…)</c> here; null sends requests unsigned.</param>
    /// <param name="perAttempt">Further policies of a service, around each attempt.</param>
    public static HttpPipeline Build(ClientOptions options, string serviceVersion, HttpPipelinePolicy? authentication, params ReadOnlySpan<HttpPipelinePolicy> perAttempt)
    {
        StorageTransport.UseUnlessSet(options);
        HttpPipelinePolicy[] perRetry = authentication is null ? [DoubtPolicy.Shared, .. perAttempt] : [DoubtPolicy.Shared, .. perAttempt, authentication];
        return HttpPipelineBuilder.Build(options, [new VersionPolicy(serviceVersion)], perRetry, StorageClassifier.Shared);
    }

    public static HttpPipelinePolicy Authentication(StorageSharedKeyCredential credential, StorageService service)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new SharedKeyPolicy(credential.Signer, service);
    }

    public static HttpPipelinePolicy Authentication(AzureSasCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new SasPolicy(credential);
    }

    public static HttpPipelinePolicy Authentication(TokenCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new BearerTokenAuthenticationPolicy(credential, Scope);
    }

    private sealed class VersionPolicy(string version) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => message.Request.Headers.SetValue("x-ms-version", version);
    }
}
