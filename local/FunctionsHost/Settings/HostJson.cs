using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Settings;

/// <summary>host.json with its overrides (AzureFunctionsJobHost__extensions__queues__batchSize). Bad values end up in <see cref="Problems"/>.</summary>
internal sealed class HostJson
{
    private readonly IConfiguration _file;
    private readonly IConfiguration _overrides;
    private readonly List<string> _problems = [];

    public HostJson(string folder, IConfiguration settings)
    {
        var path = Path.Combine(folder, "host.json");
        _overrides = settings.GetSection("AzureFunctionsJobHost");
        _file = Load(path);
        if (File.Exists(path) && _problems.Count == 0 && _file["version"] is var version and not "2.0")
        {
            _problems.Add($"{path}: version is {version ?? "missing"}; it must be \"2.0\"");
        }

        RoutePrefix = (Text("extensions:http:routePrefix") ?? "api").Trim('/');
        FunctionTimeout = Text("functionTimeout") is "-1" or "-00:00:01" ? null : Span("functionTimeout", TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(1), TimeSpan.FromDays(10));
        Queues = new QueueSettings(this);
        Durable = new DurableSettings(this);
    }

    public string RoutePrefix { get; }

    /// <summary>Null means none.</summary>
    public TimeSpan? FunctionTimeout { get; }

    public QueueSettings Queues { get; }

    public DurableSettings Durable { get; }

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Category and level; the later entry of one category wins.</summary>
    public IEnumerable<KeyValuePair<string, string?>> LogLevels =>
        from source in new[] { _file, _overrides }
        from level in source.GetSection("logging:logLevel").GetChildren()
        select new KeyValuePair<string, string?>(level.Key, level.Value);

    public string? Text(string key) => _overrides[key] is { Length: > 0 } changed ? changed : _file[key];

    public int Number(string key, int fallback, int least, int most)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        _problems.Add($"host.json {Dotted(key)}: \"{text}\" is no whole number from {least} to {most}");
        return fallback;
    }

    public TimeSpan Span(string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        _problems.Add($"host.json {Dotted(key)}: \"{text}\" is no time span from {least:c} to {most:c} (hh:mm:ss)");
        return fallback;
    }

    public void Wrong(string key, string why) => _problems.Add($"host.json {Dotted(key)}: {why}");

    private static string Dotted(string key) => key.Replace(':', '.');

    private IConfiguration Load(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            _problems.Add($"{path}: {(e.InnerException ?? e).Message}");
            return new ConfigurationBuilder().Build();
        }
    }
}
