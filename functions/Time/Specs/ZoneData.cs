using System.Globalization;

namespace AgentSched.Time.Specs;

/// <summary>Release and origin of the time zone data that the process uses. Governments change their rules at short notice, so old data give wrong times.</summary>
/// <param name="Version">Release of the tz database, such as <c>2026b</c>. Null: the data name none.</param>
/// <param name="Source">The folder that holds the data.</param>
/// <param name="ReleasedBy">The latest day on which the release can have come out: its file's date, or the end of the release's year if that is earlier. Null: unknown.</param>
public sealed record ZoneData(string? Version, string Source, DateOnly? ReleasedBy)
{
    private const string FolderVariable = "TZDIR"; // .NET and the system's own tools read it
    private const string DefaultFolder = "/usr/share/zoneinfo";
    private const string VersionMark = "# version ";

    /// <summary>The folder from which .NET reads zones now.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : DefaultFolder;

    /// <summary>Makes the process read its zones from another folder. Called once, before any zone is read.</summary>
    /// <param name="folder">An absolute path, or one relative to the app.</param>
    internal static void UseFolder(string folder)
    {
        Environment.SetEnvironmentVariable(FolderVariable, PathOf(folder));
        TimeZoneInfo.ClearCachedData();
    }

    /// <summary>Whether a folder holds compiled zones.</summary>
    internal static bool IsFolder(string folder) => File.Exists(Path.Combine(PathOf(folder), "Etc", "UTC"));

    /// <summary>Reads the release of the data in a folder.</summary>
    public static ZoneData Read(string folder)
    {
        foreach (var name in (string[])["tzdata.zi", "+VERSION"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && VersionIn(File.ReadLines(path).FirstOrDefault() ?? "") is { } version)
            {
                return new ZoneData(version, folder, ReleasedLast(version, DateOnly.FromDateTime(File.GetLastWriteTimeUtc(path))));
            }
        }

        return new ZoneData(Version: null, folder, ReleasedBy: null);
    }

    /// <summary>What is wrong with data that are more than a year old, or whose age is unknown. Null: nothing.</summary>
    public string? WarningAt(DateTimeOffset now) => this switch
    {
        { Version: null } => $"the time zone data in {Source} do not name their release, so their age is unknown: times may be wrong where a zone's rules changed lately",
        { ReleasedBy: { } day } when DateOnly.FromDateTime(now.UtcDateTime) > day.AddYears(1) =>
            $"the time zone data (release {Version}) are more than a year old: times may be wrong where a zone's rules changed since then",
        _ => null,
    };

    private static string? VersionIn(string line)
    {
        var text = line.StartsWith(VersionMark, StringComparison.Ordinal) ? line[VersionMark.Length..] : line;
        return text.Split('-')[0].Trim() is { Length: >= 5 and <= 8 } version && YearOf(version) is not null ? version : null;
    }

    private static DateOnly ReleasedLast(string version, DateOnly written) =>
        new DateOnly(YearOf(version)!.Value, 12, 31) is var end && end < written ? end : written;

    private static int? YearOf(string version) =>
        int.TryParse(version.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 1990 and < 9999 && char.IsAsciiLetterLower(version[4]) ? year : null;

    private static string PathOf(string folder) => Path.GetFullPath(folder, AppContext.BaseDirectory);
}
