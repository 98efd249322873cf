using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace AgentSched.Tests.Support;

/// <summary>An event as a browser would hand it on.</summary>
public sealed record ServerEvent(string Name, string Id, JsonNode Data);

/// <summary>
/// What a browser's EventSource does, without a browser: reads the stream line by line, remembers the last id, hands on whole events only. It comes
/// back when told to (<see cref="OpenAsync"/>), with the last id.
/// </summary>
public sealed class EventSource(ApiClient api, string path = "events") : IAsyncDisposable
{
    private readonly ConcurrentQueue<ServerEvent> _events = new();
    private CancellationTokenSource? _hangUp;
    private HttpResponseMessage? _response;
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource _ready = new();

    /// <summary>Whole events so far, over all connections.</summary>
    public IReadOnlyList<ServerEvent> Events => [.. _events];

    /// <summary>The id of the last event, which a reconnect sends. Null: none so far.</summary>
    public string? LastId { get; set; }

    /// <summary>Lines that are comments: heartbeats.</summary>
    public int Comments { get; private set; }

    /// <summary>Ends when the stream ends; true where it ended cleanly.</summary>
    public Task<bool> Ended { get; private set; } = Task.FromResult(true);

    /// <summary>Forgets the events so far, for a client that goes on elsewhere.</summary>
    public void Forget() => _events.Clear();

    /// <summary>Connects and returns when the stream has begun.</summary>
    public async Task<HttpStatusCode> OpenAsync()
    {
        _hangUp = new CancellationTokenSource();
        _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (LastId is not null)
        {
            request.Headers.Add("Last-Event-ID", LastId);
        }

        _response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (_response.StatusCode != HttpStatusCode.OK)
        {
            return _response.StatusCode;
        }

        Assert.Equal("text/event-stream", _response.Content.Headers.ContentType?.MediaType);
        var ended = ReadAsync(await _response.Content.ReadAsStreamAsync(), _hangUp.Token);
        (_reading, Ended) = (ended, ended);
        await _ready.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return HttpStatusCode.OK;
    }

    /// <summary>Hangs up wherever the stream is.</summary>
    public async Task CutAsync()
    {
        if (_hangUp is not null)
        {
            await _hangUp.CancelAsync();
            await _reading;
            _response?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        _hangUp?.Dispose();
    }

    private async Task<bool> ReadAsync(Stream stream, CancellationToken cancel)
    {
        try
        {
            using var reader = new StreamReader(stream);
            var (name, id, data) = ("message", LastId, string.Empty);
            while (await reader.ReadLineAsync(cancel) is { } line)
            {
                if (line.Length == 0)
                {
                    LastId = id;
                    _ready.TrySetResult();
                    if (data.Length > 0)
                    {
                        _events.Enqueue(new ServerEvent(name, id!, JsonNode.Parse(data)!));
                    }

                    (name, data) = ("message", string.Empty);
                    continue;
                }

                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var value = line[(colon + 1)..].TrimStart(' ');
                switch (line[..colon])
                {
                    case "": Comments++; break;
                    case "event": name = value; break;
                    case "id": id = value; break;
                    case "data": data += value; break;
                }
            }

            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            return false;
        }
        finally
        {
            _ready.TrySetResult();
        }
    }
}
