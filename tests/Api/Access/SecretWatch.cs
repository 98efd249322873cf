using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Text;
using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Api.Access;

/// <summary>
/// Keeps all that leaves the app or stays in its storage: log lines of every level, activities, measurements, answers, rows of all tables, messages,
/// blobs, and what orchestrations keep. Then it looks for secrets in it.
/// </summary>
internal sealed class SecretWatch : ILoggerProvider, ILogger
{
    private static readonly string[] Containers = ["run-logs", "azure-webjobs-hosts", "azure-webjobs-secrets", "agentsched-largemessages"];

    private readonly ConcurrentQueue<(string Where, string Text)> _seen = new();
    private readonly Dictionary<string, string> _secrets = [];
    private readonly TestApp _app;
    private readonly HttpClient _http = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public SecretWatch(TestApp app)
    {
        _app = app;
        app.Services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>().CurrentValue.MinLevel = LogLevel.Trace;
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(this);
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => Saw(
                "activity", $"{a.Source.Name} {a.OperationName} {a.DisplayName} {a.StatusDescription} {Join(a.TagObjects)} {Join(a.Baggage.Select(b => KeyValuePair.Create(b.Key, (object?)b.Value)))} {string.Join(' ', a.Events.Select(e => e.Name + Join(e.Tags)))}"),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>(Measured);
        _meters.SetMeasurementEventCallback<int>(Measured);
        _meters.SetMeasurementEventCallback<double>(Measured);
        _meters.Start();
    }

    /// <summary>How much was kept, by where.</summary>
    public IReadOnlyDictionary<string, int> Counts => _seen.GroupBy(s => s.Where, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>A secret to look for: one line each.</summary>
    public void Add(string name, string secret) => _secrets.Add(name, secret);

    public bool HasSeen(string where, string text) => _seen.Any(s => s.Where == where && s.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Sends a request and keeps its answer, headers and all, unless it is one that is meant to tell a secret.</summary>
    public async Task<string> SendAsync(string request, string? key, string? body = null, bool tellsSecret = false, string? token = null)
    {
        var cut = request.IndexOf(' ', StringComparison.Ordinal);
        using var message = new HttpRequestMessage(new HttpMethod(request[..cut]), new Uri(_app.Harness.Address, $"/api/{request[(cut + 1)..]}"));
        message.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        if (token is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Callback-Token", token);
        }

        using var response = await _http.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        if (!tellsSecret)
        {
            Saw("answer", $"{request} {(int)response.StatusCode} {response.Headers} {response.Content.Headers} {text}");
        }

        return text;
    }

    /// <summary>Reads all that is stored just now.</summary>
    public async Task ReadStorageAsync()
    {
        await foreach (var table in new TableServiceClient(_app.Storage).QueryAsync())
        {
            await foreach (var row in new TableClient(_app.Storage, table.Name).QueryAsync<TableEntity>())
            {
                Saw("row", $"{table.Name} {string.Join(' ', row.Select(c => $"{c.Key}={(c.Value is byte[] bytes ? $"{Encoding.UTF8.GetString(bytes)} {Convert.ToBase64String(bytes)} {Unpacked(bytes)}" : c.Value)}"))}");
            }
        }

        foreach (var instance in DurableStore.Of(_app.Storage).Written)
        {
            Saw("durable", instance);
        }

        await foreach (var queue in new QueueServiceClient(_app.Storage).GetQueuesAsync())
        {
            foreach (var message in (await new QueueClient(_app.Storage, queue.Name).PeekMessagesAsync(32)).Value)
            {
                Saw("message", $"{queue.Name} {message.MessageText} {FromBase64(message.MessageText)}");
            }
        }

        foreach (var name in Containers)
        {
            var container = new BlobContainerClient(_app.Storage, name);
            try
            {
                await foreach (var blob in container.GetBlobsAsync())
                {
                    var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray();
                    Saw("blob", $"{name}/{blob.Name} {Encoding.UTF8.GetString(content)} {Unpacked(content)}");
                }
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // There is no such container here.
            }
        }
    }

    /// <summary>Where which secret was seen, plain, in base64 or as a part of an address.</summary>
    public IReadOnlyList<string> Leaks() =>
    [
        .. from secret in _secrets
           from form in (string[])[secret.Value, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret.Value)), Uri.EscapeDataString(secret.Value)]
           from seen in _seen
           let at = seen.Text.IndexOf(form, StringComparison.Ordinal)
           where at >= 0
           select $"{secret.Key} in {seen.Where}: …{seen.Text[Math.Max(0, at - 150)..at]}<here>",
    ];

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
        _http.Dispose();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state)
    {
        Saw("log", $"scope {state}");
        return null;
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Saw("log", $"{logLevel} {eventId} {formatter(state, exception)} {exception} {(state is IEnumerable<KeyValuePair<string, object?>> values ? Join(values) : string.Empty)}");

    private void Saw(string where, string text) => _seen.Enqueue((where, text));

    private void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct => Saw("measurement", $"{instrument.Meter.Name} {instrument.Name} {value} {Join(tags.ToArray())}");

    private static string Join(IEnumerable<KeyValuePair<string, object?>> pairs) => string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}"));

    private static string Unpacked(byte[] bytes)
    {
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return string.Empty;
        }

        using var text = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return text.ReadToEnd();
    }

    private static string FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : string.Empty;
    }
}
