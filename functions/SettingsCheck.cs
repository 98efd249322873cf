using System.ComponentModel.DataAnnotations;
using AgentSched.Base;
using Cronos;
using Microsoft.Extensions.Configuration;

namespace AgentSched;

/// <summary>Validates all settings before any service is built and reports all problems at once, so that the app never runs half configured.</summary>
internal sealed class SettingsCheck(IConfiguration configuration)
{
    private const string Storage = "AzureWebJobsStorage";

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Configuration section of the app's own settings.</summary>
    public IConfigurationSection Section { get; } = configuration.GetSection(AgentSchedOptions.Section);

    /// <summary>Validates the settings of one options class, all in the section <c>AgentSched</c>.</summary>
    public void Options<T>(Func<T, IEnumerable<string>>? rules = null)
        where T : new()
    {
        var (options, wrong) = (new T(), false);
        foreach (var property in typeof(T).GetProperties())
        {
            _known.Add(property.Name);
            try
            {
                if (Section[property.Name] is { Length: > 0 })
                {
                    property.SetValue(options, Section.GetValue(property.PropertyType, property.Name));
                }
            }
            catch (InvalidOperationException)
            {
                wrong = true;
                _problems.Add($"{Name(property.Name)} is \"{Section[property.Name]}\", which is not {Kind(property.PropertyType)}");
            }
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        _problems.AddRange(results.Select(result => $"{string.Join(", ", result.MemberNames.Select(Name))}: {result.ErrorMessage}"));
        if (rules is not null && !wrong)
        {
            _problems.AddRange(rules(options));
        }
    }

    /// <exception cref="SettingsException">At least one setting is missing or invalid.</exception>
    public void Finish()
    {
        Unknown();
        StorageAccount();
        Timer("DispatchCron", "0 * * * * *");
        Timer("SweepCron", "30 * * * * *");
        Address(TelemetryExport.OtlpEndpoint);
        if (_problems.Count > 0)
        {
            throw new SettingsException(_problems);
        }
    }

    /// <summary>Reports unknown names: a misspelled setting would have no effect.</summary>
    private void Unknown()
    {
        foreach (var setting in Section.GetChildren().Where(setting => !_known.Contains(setting.Key)))
        {
            var near = _known.MinBy(known => Distance(known.ToUpperInvariant(), setting.Key.ToUpperInvariant()))!;
            _problems.Add($"{Name(setting.Key)} is not a setting of this app{(Distance(near.ToUpperInvariant(), setting.Key.ToUpperInvariant()) <= 3 ? $"; did you mean {Name(near)}?" : string.Empty)}");
        }
    }

    private void StorageAccount()
    {
        var section = configuration.GetSection(Storage);
        string[] services = ["blobServiceUri", "queueServiceUri", "tableServiceUri"];
        var given = services.Where(service => section[service] is { Length: > 0 }).ToList();
        var hasAccount = section["accountName"] is { Length: > 0 };
        if (section.Value is { Length: > 0 })
        {
            if (hasAccount || given.Count > 0)
            {
                _problems.Add($"{Storage} is a connection string, and {Storage}__{(hasAccount ? "accountName" : given[0])} is set as well: set only one of them");
            }
        }
        else if (!hasAccount && given.Count == 0)
        {
            _problems.Add($"no storage account: set {Storage} to a connection string, or {Storage}__accountName (or {string.Join(", ", services.Select(s => $"{Storage}__{s}"))}) to use an identity");
        }
        else if (!hasAccount)
        {
            _problems.AddRange(services.Except(given, StringComparer.Ordinal).Select(missing => $"{Storage}__{missing} is missing although {Storage}__{given[0]} is set"));
        }

        foreach (var service in given)
        {
            Address($"{Storage}:{service}");
        }
    }

    private void Timer(string name, string example)
    {
        if (configuration[name] is not { Length: > 0 } cron)
        {
            _problems.Add($"{name} is missing: set a cron expression of six fields, seconds first, for example {example}");
        }
        else if (!IsCron(cron))
        {
            _problems.Add($"{name} is \"{cron}\", which is not a cron expression of six fields, seconds first, for example {example}");
        }
    }

    private static bool IsCron(string cron)
    {
        try
        {
            CronExpression.Parse(cron, CronFormat.IncludeSeconds);
            return true;
        }
        catch (CronFormatException)
        {
            return false;
        }
    }

    private void Address(string name)
    {
        if (configuration[name] is { Length: > 0 } text && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            _problems.Add($"{name.Replace(":", "__", StringComparison.Ordinal)} is \"{text}\", which is not an http or https address");
        }
    }

    private static string Name(string property) => $"{AgentSchedOptions.Section}:{property}";

    private static string Kind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(TimeSpan) => "a time such as 00:05:00",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(decimal) || t == typeof(double) => "a number",
        var t when t == typeof(Uri) => "an address",
        var t => $"a {t.Name}",
    };

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
