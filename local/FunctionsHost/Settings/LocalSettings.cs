using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Settings;

/// <summary>local.settings.json: "Values" become settings below the real environment, "Host" tells the port and the browsers let in.</summary>
internal static class LocalSettings
{
    public static IEnumerable<KeyValuePair<string, string?>> Read(string folder)
    {
        var path = Path.Combine(folder, "local.settings.json");
        if (!File.Exists(path))
        {
            yield break;
        }

        IConfigurationRoot file;
        try
        {
            file = new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new LocalHostException([$"{path}: {(e.InnerException ?? e).Message}"]);
        }

        if (file.GetValue("IsEncrypted", false))
        {
            throw new LocalHostException([$"{path}: IsEncrypted is true; only plain values can be read, write them anew with IsEncrypted false"]);
        }

        foreach (var (key, value) in file.AsEnumerable())
        {
            if (value is null)
            {
                continue;
            }

            if (key.StartsWith("Values:", StringComparison.OrdinalIgnoreCase))
            {
                // As an environment variable would be read: two underscores part the sections.
                yield return new(key["Values:".Length..].Replace("__", ":", StringComparison.Ordinal), value);
            }
            else if (key.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)
                || key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase))
            {
                yield return new(key, value);
            }
        }
    }
}
