using System.Security.Cryptography;

namespace AgentSched.Bench;

/// <summary>The zones of the system's tz database.</summary>
internal static class TzDatabase
{
    /// <summary>One zone per distinct content: a link and its target are the same zone.</summary>
    public static List<TimeZoneInfo> DistinctZones()
    {
        var root = Environment.GetEnvironmentVariable("TZDIR") ?? "/usr/share/zoneinfo";
        if (!Directory.Exists(root))
        {
            throw new OptionException($"\"{root}\" is no folder: cron-oracle needs a tz database (Debian: package tzdata), or TZDIR set to one");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Id: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(file => IsName(file.Id))
            .OrderBy(file => file.Id, StringComparer.Ordinal)
            .Select(file => (file.Id, Content: File.ReadAllBytes(file.Path)))
            .Where(file => file.Content.AsSpan().StartsWith("TZif"u8) && seen.Add(Convert.ToHexString(SHA256.HashData(file.Content))))
            .Select(file => TimeZoneInfo.FindSystemTimeZoneById(file.Id))
            .ToList();
    }

    /// <summary>Not the second tree with leap seconds, which no clock here shows, nor what the machine itself is set to.</summary>
    private static bool IsName(string id) =>
        !id.StartsWith("posix/", StringComparison.Ordinal) && !id.StartsWith("right/", StringComparison.Ordinal) && id is not ("localtime" or "posixrules");
}
