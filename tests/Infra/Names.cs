using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AgentSched.Tests.Infra;

/// <summary>Names that stand in infra/ and in the code, and must be the same in both.</summary>
internal static partial class Names
{
    private const string App = "infra/modules/functionapp.bicep", Storage = "infra/modules/storage.bicep", Types = "infra/modules/types.bicep";

    /// <summary>Settings that no deployment gives, and why.</summary>
    private static readonly Dictionary<string, string> LeftAlone = new(StringComparer.Ordinal)
    {
        ["CallbackKey"] = "left out, the app makes one and keeps it in its table",
    };

    /// <summary>What storage.bicep makes beside what the app names.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="inCode">Names by kind: tables, queues, containers.</param>
    public static IEnumerable<string> StorageNames(Deployment deployment, IReadOnlyDictionary<string, IReadOnlyList<string>> inCode)
    {
        foreach (var (kind, names) in inCode)
        {
            var made = BicepText.Quoted(BicepText.Block(deployment.BicepOf(Storage), $"var {kind} =")).ToList();
            foreach (var name in names.Except(made, StringComparer.Ordinal))
            {
                yield return $"{Storage}: the app uses {name}, which {kind} lacks";
            }

            foreach (var name in made.Except(names, StringComparer.Ordinal))
            {
                yield return $"{Storage}: {kind} has {name}, which the app does not name";
            }
        }
    }

    /// <summary>Settings of the section AgentSched in infra/ beside those that the options bind.</summary>
    public static IEnumerable<string> Settings(Deployment deployment, IReadOnlyCollection<string> bound)
    {
        const string Prefix = "AgentSched__";
        var typed = BicepText.Properties(BicepText.Block(deployment.BicepOf(Types), "type schedulerSettings =")).Keys;
        var set = SettingKey().Matches(deployment.BicepOf(App)).Select(match => match.Groups["name"].Value);
        var offered = typed.Concat(set.Select(name => name[Prefix.Length..])).ToHashSet(StringComparer.Ordinal);
        return offered.Where(name => !bound.Contains(name)).Select(name => $"{Prefix}{name} is not a setting of the app")
            .Concat(bound.Where(name => !offered.Contains(name) && !LeftAlone.ContainsKey(name))
                .Select(name => $"AgentSched:{name} is bound by the app, but infra/ cannot set it: add it to schedulerSettings in {Types}"));
    }

    /// <summary>Settings that functions name in their triggers, <c>%Name%</c>, and nobody sets.</summary>
    public static IEnumerable<string> TriggerSettings(Deployment deployment, IEnumerable<string> named)
    {
        var set = BicepText.Properties(BicepText.Block(deployment.BicepOf(App), "var hostSettings =")).Keys.ToHashSet(StringComparer.Ordinal);
        return named.Where(name => !set.Contains(name)).Select(name => $"{App}: hostSettings lacks {name}, which a trigger names");
    }

    /// <summary>Facts that stand in two places.</summary>
    public static IEnumerable<string> Twice(Deployment deployment, TimeSpan longestCall)
    {
        var host = JsonNode.Parse(deployment["host.json"])!;
        var timeout = One(deployment, App, "var longestFunction = '(?<value>[^']+)'");
        if (timeout != (string?)host["functionTimeout"])
        {
            yield return $"{App}: a function ends after {timeout}, host.json says {host["functionTimeout"]}";
        }

        var longest = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
        if (longest <= longestCall)
        {
            yield return $"{App}: a function ends after {longest}, an agent may take {longestCall}";
        }

        var secret = One(deployment, "infra/modules/keyvault.bicep", "var adminKeySecret = '(?<value>[^']+)'");
        if (!deployment.BicepOf(App).Contains($"secrets/{secret})", StringComparison.Ordinal))
        {
            yield return $"{App}: no setting refers to the vault's {secret}";
        }
    }

    /// <summary>Paths that must stay open where Entra ID stands before the app: those whose functions have a door of their own.</summary>
    public static IEnumerable<string> OpenPaths(Deployment deployment, IEnumerable<string> routes)
    {
        var excluded = BicepText.Quoted(One(deployment, App, @"excludedPaths: \[(?<value>[^\]]+)\]")).ToList();
        foreach (var route in routes)
        {
            var path = "/api/" + route.Split('{')[0];
            if (!excluded.Contains(path.EndsWith('/') ? path + "*" : path, StringComparer.Ordinal))
            {
                yield return $"{App}: {path} is not among the excluded paths";
            }
        }
    }

    private static string One(Deployment deployment, string file, string pattern) =>
        Regex.Match(deployment.BicepOf(file), pattern, RegexOptions.ExplicitCapture) is { Success: true } match
            ? match.Groups["value"].Value
            : throw new InvalidOperationException($"{file} has nothing like {pattern}");

    [GeneratedRegex(@"\b(?<name>AgentSched__\w+):", RegexOptions.ExplicitCapture)]
    private static partial Regex SettingKey();
}
