using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AgentSched.Parity.Storage;

/// <summary>A transport on which things go wrong: an answer is lost after the service did its work, or a request never arrives.</summary>
public sealed class LosingTransport : HttpPipelineTransport, IDisposable
{
    private readonly HttpClientTransport _inner = new(new HttpClient());
    private readonly Lock _gate = new();
    private readonly List<(Func<Request, bool> Which, bool Arrives)> _losses = [];
    private readonly List<string> _sent = [];

    /// <summary>Method, path and query of every request that was tried, in order.</summary>
    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    /// <summary>The service does the next such request; its answer is lost.</summary>
    public void LoseAnswer(Func<Request, bool> which) => Add(which, arrives: true);

    /// <summary>The next such request is lost on its way.</summary>
    public void LoseRequest(Func<Request, bool> which) => Add(which, arrives: false);

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("the tests use the asynchronous members only");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var loss = Take(message.Request);
        if (loss is not false)
            await _inner.ProcessAsync(message);
        if (loss is not null)
            throw new RequestFailedException("the connection was cut", new IOException("cut by the test"));
    }

    public void Dispose() => _inner.Dispose();

    private void Add(Func<Request, bool> which, bool arrives)
    {
        lock (_gate)
            _losses.Add((which, arrives));
    }

    private bool? Take(Request request)
    {
        lock (_gate)
        {
            _sent.Add($"{request.Method} {request.Uri.ToUri().PathAndQuery}");
            var at = _losses.FindIndex(l => l.Which(request));
            if (at < 0)
                return null;
            var arrives = _losses[at].Arrives;
            _losses.RemoveAt(at);
            return arrives;
        }
    }
}
