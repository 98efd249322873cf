namespace AgentSched.Parity.Storage;

/// <summary>Stands between client and service and lets a test decide what happens to single attempts.</summary>
public sealed class MeddlingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly Queue<(HttpMethod Method, Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> Meddle)> _script = new();
    private readonly Lock _gate = new();
    private int _attempts;

    /// <summary>How many attempts came through.</summary>
    public int Attempts => _attempts;

    /// <summary>What happens to the next attempt of the method; the argument sends it. Steps are used up in order.</summary>
    public void Next(HttpMethod method, Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> meddle)
    {
        lock (_gate)
        {
            _script.Enqueue((method, meddle));
        }
    }

    /// <summary>The service does it, then perhaps something else happens, and the answer is lost.</summary>
    public void LoseAnswer(HttpMethod method, Func<Task>? then = null) => Next(method, async send =>
    {
        using (await send())
        {
            await (then?.Invoke() ?? Task.CompletedTask);
            throw new HttpRequestException("The connection was cut after the request.");
        }
    });

    /// <summary>The service never sees it; perhaps something else happens meanwhile.</summary>
    public void LoseRequest(HttpMethod method, Func<Task>? then = null) => Next(method, async _ =>
    {
        await (then?.Invoke() ?? Task.CompletedTask);
        throw new HttpRequestException("The connection was cut before the request.");
    });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        lock (_gate)
        {
            if (!_script.TryPeek(out var step) || step.Method != request.Method)
            {
                return base.SendAsync(request, cancellationToken);
            }

            _script.Dequeue();
            return step.Meddle(() => base.SendAsync(request, cancellationToken));
        }
    }
}
