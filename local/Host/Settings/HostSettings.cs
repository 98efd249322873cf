using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Hosting.Settings;

/// <summary>
/// The settings of one app, as the Functions host reads them. Later sources override earlier ones: host.json (under <c>AzureFunctionsJobHost</c>), local.settings.json,
/// environment variables, the caller's own settings.
/// </summary>
internal sealed partial class HostSettings
{
    public const string HostJson = "AzureFunctionsJobHost";
    private const int DefaultPort = 7071;

    public HostSettings(FunctionsHostOptions options)
    {
        AppFolder = Path.GetFullPath(options.AppFolder);
        var local = Read("local.settings.json");
        if (local.GetValue("IsEncrypted", false))
            throw new HostException($"{Path.Combine(AppFolder, "local.settings.json")}: IsEncrypted is true, and only plain values can be read; set it to false and write the values again");
        var values = local.GetSection("Values").AsEnumerable(makePathsRelative: true)
            .Concat(local.GetSection("ConnectionStrings").AsEnumerable())
            .Where(entry => entry.Value is not null)
            .ToDictionary(entry => entry.Key.Replace("__", ":", StringComparison.Ordinal), entry => entry.Value, StringComparer.OrdinalIgnoreCase);
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Read("host.json").AsEnumerable().Select(entry => KeyValuePair.Create($"{HostJson}:{entry.Key}", entry.Value)))
            .AddInMemoryCollection(values)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(options.Settings)
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("AzureWebJobsConfigurationSection", HostJson)])
            .Build();
        if (Configuration[$"{HostJson}:version"] is var version and not "2.0")
            throw new HostException($"{Path.Combine(AppFolder, "host.json")}: version is {version ?? "missing"}; it must be \"2.0\"");
        Port = options.Port ?? local.GetValue<int?>("Host:LocalHttpPort") ?? DefaultPort;
        WorkerSettings = values.Keys.Concat(options.Settings.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => KeyValuePair.Create(key, Configuration[key]));
    }

    public string AppFolder { get; }

    public int Port { get; }

    public IConfiguration Configuration { get; }

    /// <summary>Settings passed to the worker besides this process's environment: the values of local.settings.json and the caller's own.</summary>
    public IEnumerable<KeyValuePair<string, string?>> WorkerSettings { get; }

    /// <summary>First segments of every HTTP route; empty for none.</summary>
    public string RoutePrefix => (Configuration[$"{HostJson}:extensions:http:routePrefix"] ?? "api").Trim('/');

    /// <summary>Time limit of an invocation. Null: no limit.</summary>
    public TimeSpan? FunctionTimeout => Configuration[$"{HostJson}:functionTimeout"] switch
    {
        null => TimeSpan.FromMinutes(30),
        "-1" => null,
        var text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero
            ? limit
            : throw new HostException($"host.json functionTimeout: \"{text}\" is neither a time span such as 00:10:00 nor -1"),
    };

    /// <summary>Replaces <c>%Name%</c> by the setting of that name, at any position.</summary>
    /// <exception cref="HostException">There is no such setting.</exception>
    public string Resolve(string text) => Percent().Replace(text, match => Configuration[match.Groups[1].Value] is { Length: > 0 } value
        ? value
        : throw new HostException($"\"{text}\" needs the setting {match.Groups[1].Value}, which does not exist"));

    /// <summary>Whether a function is switched off by <c>AzureWebJobs.NAME.Disabled</c>.</summary>
    public bool Disabled(string function) => (Configuration[$"AzureWebJobs.{function}.Disabled"] ?? Configuration[$"AzureWebJobs_{function}_Disabled"]) is { } text
        && (text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Id of the app in storage: the same for all processes that run it. a-z, 0-9 and dashes, at most 32 characters.</summary>
    public string HostId(string assemblyName)
    {
        var id = NotInId().Replace((Configuration["AzureFunctionsWebHost:hostid"] ?? assemblyName).ToLowerInvariant(), "-");
        return id[..Math.Min(id.Length, 32)].Trim('-');
    }

    private IConfigurationRoot Read(string file)
    {
        var path = Path.Combine(AppFolder, file);
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new HostException($"{path}: {e.GetBaseException().Message.ReplaceLineEndings(" ")}", e);
        }
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Percent();

    [GeneratedRegex("[^a-z0-9]")]
    private static partial Regex NotInId();
}
