using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentSched.Azurite;
using YamlDotNet.RepresentationModel;

namespace AgentSched.Tests.Infra;

/// <summary>How the deployment gets there: parameters, azd, GitHub, and the pages that tell people.</summary>
internal static partial class Delivery
{
    private const string Main = "infra/main.bicep", Azd = "infra/main.parameters.json", Guide = "docs/deploy.md", Flow = ".github/workflows/deploy.yml";

    /// <summary>Parameter files give what main.bicep requires, nothing that it does not have, and no secret as a text.</summary>
    public static IEnumerable<string> Parameters(Deployment deployment)
    {
        var declared = BicepText.Parameters(deployment.BicepOf(Main)).ToList();
        var settings = BicepText.Properties(BicepText.Block(deployment.BicepOf("infra/modules/types.bicep"), "type schedulerSettings =")).Keys.ToHashSet(StringComparer.Ordinal);
        var files = deployment.Paths.Where(path => path.EndsWith(".bicepparam", StringComparison.Ordinal)).ToDictionary(path => path, deployment.BicepOf, StringComparer.Ordinal);
        foreach (var (path, text) in files)
        {
            var block = text.Contains("param settings =", StringComparison.Ordinal) ? BicepText.Block(text, "param settings =") : string.Empty;
            foreach (var name in BicepText.Properties(block).Keys.Where(name => !settings.Contains(name)))
            {
                yield return $"{path}: {name} is no setting";
            }

            if (!text.Contains("using '../main.bicep'", StringComparison.Ordinal))
            {
                yield return $"{path}: uses another template";
            }
        }

        var azd = JsonNode.Parse(deployment[Azd])!["parameters"]!.AsObject();
        var given = files.Select(file => (Path: file.Key, Values: Assigned().Matches(file.Value).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value, StringComparer.Ordinal)))
            .Append((Azd, azd.ToDictionary(p => p.Key, p => (string)p.Value!["value"]!, StringComparer.Ordinal)));
        foreach (var (path, values) in given)
        {
            foreach (var name in values.Keys.Except(declared.Select(p => p.Name), StringComparer.Ordinal))
            {
                yield return $"{path}: {Main} has no parameter {name}";
            }

            foreach (var parameter in declared.Where(p => !p.HasDefault && !values.ContainsKey(p.Name)))
            {
                yield return $"{path}: {parameter.Name} is required";
            }

            foreach (var parameter in declared.Where(p => p.Secure && values.TryGetValue(p.Name, out var value) && !value.Contains("AGENTSCHED_", StringComparison.Ordinal)))
            {
                yield return $"{path}: {parameter.Name} is a secret and stands there as a text";
            }
        }
    }

    /// <summary>azure.yaml points at what is there, and its service bears the name by which infra/ tags the app.</summary>
    public static IEnumerable<string> Azure(Deployment deployment)
    {
        var root = Yaml(deployment["azure.yaml"]);
        var module = $"{root["infra"]["path"]}/{root["infra"]["module"]}.bicep";
        if (module != Main)
        {
            yield return $"azure.yaml: {module} is not {Main}";
        }

        foreach (var (name, service) in ((YamlMappingNode)root["services"]).Children)
        {
            if (!deployment.BicepOf(Main).Contains($"serviceName: '{name}'", StringComparison.Ordinal))
            {
                yield return $"azure.yaml: no app has the tag {name}";
            }

            if (Directory.GetFiles(Path.Combine(Checkout.Root(), service["project"].ToString()), "*.csproj").Length != 1)
            {
                yield return $"azure.yaml: {service["project"]} is not a project";
            }
        }
    }

    /// <summary>The workflow signs in without a password, shows changes on pull requests, and deploys main only.</summary>
    public static IEnumerable<string> Workflow(Deployment deployment)
    {
        var text = deployment[Flow];
        var root = Yaml(text);
        var jobs = root["jobs"];
        string Steps(string job) => string.Join('\n', ((YamlSequenceNode)jobs[job]["steps"]).Select(step => string.Join('\n', ((YamlMappingNode)step).Children.Select(c => c.Value.ToString()))));
        if (root["permissions"]["id-token"].ToString() != "write" || Regex.IsMatch(text, "creds:|client-secret|publish-profile"))
        {
            yield return $"{Flow}: sign in by OIDC, without a password";
        }

        if (!jobs["what-if"]["if"].ToString().Contains("github.event_name == 'pull_request'", StringComparison.Ordinal) || !Steps("what-if").Contains("az deployment sub what-if", StringComparison.Ordinal)
            || Steps("what-if").Contains("sub create", StringComparison.Ordinal))
        {
            yield return $"{Flow}: pull requests show what would change, and change nothing";
        }

        if (!jobs["deploy"]["if"].ToString().Contains("github.ref == 'refs/heads/main'", StringComparison.Ordinal) || !Steps("deploy").Contains("az deployment sub create", StringComparison.Ordinal))
        {
            yield return $"{Flow}: main, and nothing else, is deployed";
        }

        if (!Steps("deploy").Contains("dotnet publish functions -c Release -o package", StringComparison.Ordinal))
        {
            yield return $"{Flow}: the package that is deployed is dotnet publish functions -c Release";
        }

        foreach (var secret in Secret().Matches(text).Select(m => m.Groups["name"].Value).Where(name => name != "AGENTSCHED_ADMIN_KEY"))
        {
            yield return $"{Flow}: the secret {secret} is not needed";
        }

        foreach (var output in Output().Matches(text).Select(m => m.Groups["name"].Value).Where(name => BicepText.Outputs(deployment.BicepOf(Main)).All(o => o.Name != name)))
        {
            yield return $"{Flow}: {Main} has no output {output}";
        }
    }

    /// <summary>Variables, parameters and files that the pages name exist.</summary>
    public static IEnumerable<string> Pages(Deployment deployment)
    {
        var main = deployment.BicepOf(Main);
        var known = string.Join('\n', deployment.Paths.Where(path => path.StartsWith("infra/", StringComparison.Ordinal) || path == Flow).Select(path => deployment[path]));
        foreach (var page in new[] { Guide, "docs/operate.md" })
        {
            foreach (var name in Variable().Matches(deployment[page]).Select(m => m.Value).Distinct().Where(name => !known.Contains(name, StringComparison.Ordinal)))
            {
                yield return $"{page}: nothing knows {name}";
            }

            foreach (var name in NamedParameter().Matches(deployment[page]).Select(m => m.Groups["name"].Value).Where(name => !Regex.IsMatch(main, $@"^param {name} ", RegexOptions.Multiline)))
            {
                yield return $"{page}: {Main} has no parameter {name}";
            }

            foreach (var path in NamedFile().Matches(deployment[page]).Select(m => m.Groups["path"].Value).Where(path => !Path.Exists(Path.Combine(Checkout.Root(), path))))
            {
                yield return $"{page}: {path} is not there";
            }
        }

        foreach (var name in BicepText.Outputs(main).Select(o => o.Name).Where(name => name.StartsWith("AGENTSCHED_", StringComparison.Ordinal)))
        {
            if (!deployment[Guide].Contains(name, StringComparison.Ordinal) && !deployment["docs/operate.md"].Contains(name, StringComparison.Ordinal))
            {
                yield return $"{Guide}: the output {name} is not told";
            }
        }
    }

    private static YamlNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    [GeneratedRegex(@"^param (?<name>\w+) = (?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"secrets\.(?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\.(?<name>[A-Z][A-Z_]+)\.value", RegexOptions.ExplicitCapture)]
    private static partial Regex Output();

    [GeneratedRegex(@"\b(AGENTSCHED|AZURE)_[A-Z_]+\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(param (?<name>[a-z]\w+) =|`(?<name>alertThresholds|alertsDisabled|storageLogs|purgeProtection|budgetStartDate|logDailyCapGb|logRetentionDays|instanceMemoryMB|maximumInstanceCount|alwaysReady|operatorPrincipalId|availabilityTest|settings)\b)", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedParameter();

    [GeneratedRegex(@"`(?<path>(infra|docs|functions|tests|\.github)/[A-Za-z./]+\.\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedFile();
}
