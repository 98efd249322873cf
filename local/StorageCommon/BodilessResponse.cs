using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Azure.Storage;

/// <summary>Another response's status and headers without its body.</summary>
internal sealed class BodilessResponse(Response inner) : Response
{
    public override int Status => inner.Status;

    public override string ReasonPhrase => inner.ReasonPhrase;

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId
    {
        get => inner.ClientRequestId;
        set => inner.ClientRequestId = value;
    }

    public override bool IsError => inner.IsError;

    public override void Dispose() => inner.Dispose();

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => inner.Headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values) => inner.Headers.TryGetValues(name, out values);

    protected override bool ContainsHeader(string name) => inner.Headers.Contains(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => inner.Headers;
}
