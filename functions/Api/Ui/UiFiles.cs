using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace AgentSched.Api.Ui;

/// <summary>The files of the dashboard, which the build embeds in the app: each as it is, and compressed (<c>.br</c>, <c>.gz</c>).</summary>
internal static class UiFiles
{
    private const string Resources = "ui/";
    private const string PageName = "index.html";

    private static readonly (string Extension, string Encoding)[] Encodings = [(".br", "br"), (".gz", "gzip")];
    private static readonly Lazy<FrozenDictionary<string, UiFile>> Files = new(Read);

    /// <summary>The page itself.</summary>
    public static UiFile Page => Files.Value[PageName];

    /// <summary>Names of all files, such as <c>index.html</c>.</summary>
    public static IEnumerable<string> Names => Files.Value.Keys;

    /// <summary>Finds a file by its path below the dashboard's. Null: there is none.</summary>
    public static UiFile? Find(string path) => Files.Value.GetValueOrDefault(path);

    private static FrozenDictionary<string, UiFile> Read()
    {
        var all = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).ToFrozenDictionary(name => name[Resources.Length..], Bytes, StringComparer.Ordinal);
        return all.Where(file => !Encodings.Any(encoding => file.Key.EndsWith(encoding.Extension, StringComparison.Ordinal)))
            .ToFrozenDictionary(file => file.Key, file => FileOf(file.Key, file.Value, all), StringComparer.Ordinal);
    }

    private static UiFile FileOf(string name, byte[] bytes, FrozenDictionary<string, byte[]> all) => new(
        TypeOf(name),
        Convert.ToHexStringLower(SHA256.HashData(bytes))[..16],
        IsHashed: name != PageName,
        bytes,
        [.. from encoding in Encodings
            where all.ContainsKey(name + encoding.Extension)
            select (encoding.Encoding, all[name + encoding.Extension])]);

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new NotSupportedException($"the dashboard has a file {name}, but {other} has no content type"),
    };

    private static byte[] Bytes(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
