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
    private (Func<Request, bool> Which, int After)? _cut;

    /// <summary>Method, path and query of every request that was tried, in order.</summary>
    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    /// <summary>What happens, once, while a request or an answer is lost: a rival's work.</summary>
    public Func<Task>? Losing { get; set; }

    /// <summary>The service does the next such request; its answer is lost.</summary>
    public void LoseAnswer(Func<Request, bool> which) => Add(which, arrives: true);

    /// <summary>The next such request is lost on its way.</summary>
    public void LoseRequest(Func<Request, bool> which) => Add(which, arrives: false);

    /// <summary>The content of the answer to the next such request breaks off.</summary>
    public void CutContent(Func<Request, bool> which, int after)
    {
        lock (_gate)
            _cut = (which, after);
    }

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("the tests use the asynchronous members only");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var loss = Take(message.Request);
        if (loss is not false)
            await _inner.ProcessAsync(message);
        if (loss is not null && Losing is { } rival)
        {
            Losing = null;
            await rival();
        }

        if (loss is not null)
            throw new RequestFailedException("the connection was cut", new IOException("cut by the test"));
        lock (_gate)
        {
            if (_cut is not { } cut || !cut.Which(message.Request))
                return;
            _cut = null;
            message.Response.ContentStream = new CutStream(message.Response.ContentStream!, cut.After);
        }
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

    private sealed class CutStream(Stream inner, int left) : Stream
    {
        private int _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                throw new IOException("cut by the test");
            var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
