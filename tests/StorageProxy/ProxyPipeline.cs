using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentSched.Faults;

/// <summary>What happens to one request, step by step.</summary>
internal sealed class ProxyPipeline : IDisposable
{
    private const long LargestBufferedBody = 8 * 1024 * 1024;

    private readonly StorageForwarder _forwarder = new();
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _down = new();
    private long _count;
    private int _inFlight;

    public IReadOnlyDictionary<int, (StorageService Service, Uri Address)> Routes { get; set; } = new Dictionary<int, (StorageService, Uri)>();

    public Func<StorageRequest, ProxyVerdict>? Decide { get; set; }

    public Func<StorageRequest, Task>? Before { get; set; }

    public Func<StorageRequest, Task>? After { get; set; }

    public bool Recording { get; set; } = true;

    public ConcurrentQueue<StorageRequest> Requests { get; } = [];

    public long Count => Interlocked.Read(ref _count);

    public int InFlight => Volatile.Read(ref _inFlight);

    public bool IsDown
    {
        get => _down.IsCancellationRequested;
        set
        {
            if (value)
                _down.Cancel();
            else if (_down.IsCancellationRequested)
                _down = new CancellationTokenSource();
        }
    }

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose()
    {
        _forwarder.Dispose();
        _stop.Dispose();
        _down.Dispose();
    }

    public async Task HandleAsync(HttpContext http)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _down.Token);
        Interlocked.Increment(ref _inFlight);
        try
        {
            await PassAsync(http, cut.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or BadHttpRequestException)
        {
            http.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task PassAsync(HttpContext http, CancellationToken cancel)
    {
        var (service, address) = Routes[http.Connection.LocalPort];
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var body = http.Request.ContentLength > LargestBufferedBody ? null : await ReadAsync(http, cancel);
        var request = new StorageRequest(Interlocked.Increment(ref _count), service, http.Request.Method, target, body ?? []);
        if (Recording)
            Requests.Enqueue(request);

        if (Before is { } before)
            await before(request);
        cancel.ThrowIfCancellationRequested();

        var verdict = Decide?.Invoke(request) ?? ProxyVerdict.Forward;
        if (verdict.Action == ProxyAction.Late)
            http.Abort();
        await verdict.WaitAsync(cancel);
        switch (verdict.Action)
        {
            case ProxyAction.Reset:
            case ProxyAction.Late when body is null:
                http.Abort();
                return;
            case ProxyAction.Fail:
                await StorageError.WriteAsync(http, request, verdict);
                return;
        }

        using var answer = await _forwarder.SendAsync(http, address, target, body, cancel);
        request.ResponseStatus = (int)answer.StatusCode;
        if (After is { } after)
            await after(request);
        cancel.ThrowIfCancellationRequested();

        if (verdict.Action == ProxyAction.LoseResponse)
            http.Abort();
        else if (verdict.Action != ProxyAction.Late)
            await StorageForwarder.AnswerAsync(http, answer, cancel);
    }

    private static async Task<byte[]> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength is 0 || !http.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
            return [];

        using var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        await http.Request.Body.CopyToAsync(buffer, cancel);
        return http.Request.ContentLength == buffer.Length ? buffer.GetBuffer() : buffer.ToArray();
    }
}
