using System.Security.Cryptography;
using System.Text.Json;

namespace AgentSched.Quickstart;

/// <summary>State that the next start needs to continue with the same data: <c>quickstart.json</c> in the data folder, readable by its owner only.</summary>
/// <param name="AdminKey">The admin's API key.</param>
internal sealed record SavedState(string AdminKey)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Loads the saved state. A given key replaces the saved one; without either, a new key is created.</summary>
    public static SavedState Load(string folder, string? adminKey)
    {
        var file = FileIn(folder);
        try
        {
            var saved = File.Exists(file) ? JsonSerializer.Deserialize<SavedState>(File.ReadAllBytes(file), Json) : null;
            return new SavedState(adminKey ?? saved?.AdminKey ?? NewKey());
        }
        catch (JsonException e)
        {
            throw new QuickstartException($"{file} cannot be read ({e.Message}). Remove it, and pass the old key by --admin-key if you know it.", e);
        }
    }

    public void Save(string folder)
    {
        // Written to a temporary file and moved, so that an interruption leaves the old file intact.
        var file = FileIn(folder);
        var aside = $"{file}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(aside, options))
            JsonSerializer.Serialize(stream, this, Json);
        File.Move(aside, file, overwrite: true);
    }

    private static string FileIn(string folder) => Path.Combine(folder, "quickstart.json");

    private static string NewKey()
    {
        const string Lower = "abcdefghijklmnopqrstuvwxyz0123456789";
        var id = RandomNumberGenerator.GetString(Lower, 8);
        var secret = RandomNumberGenerator.GetString($"{Lower}ABCDEFGHIJKLMNOPQRSTUVWXYZ", 40);
        return $"ask_{id}_{secret}";
    }
}
