using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AgentSched.Bench;

/// <summary>
/// Puts what a bench printed into a document, under the line that names its command, with the machine and the date. What follows there
/// up to <c>How to read it:</c>, the next command or the next heading makes room for it; a command that the document does not name gets a section at its end.
/// </summary>
internal sealed class Report : TextWriter
{
    public const string Option = "--write";

    private static readonly string[] Ends = ["How to read it:", "Command: `", "- Command: `", "## "];

    private readonly TextWriter _console = Console.Out;
    private readonly StringBuilder _printed = new();

    public override Encoding Encoding => _console.Encoding;

    public override void Write(char value)
    {
        _printed.Append(value);
        _console.Write(value);
    }

    public override void Write(string? value)
    {
        _printed.Append(value);
        _console.Write(value);
    }

    public override void Flush() => _console.Flush();

    /// <summary>Writes what was printed so far.</summary>
    /// <param name="path">The document; it is made where there is none.</param>
    /// <param name="args">The bench's name and options.</param>
    public void WriteTo(string path, IReadOnlyList<string> args)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : "# Benchmarks\n";
        File.WriteAllText(path, Put(before, args[0], $"dotnet run -c Release --project bench -- {string.Join(' ', args)}", Measured(), _printed.ToString().Trim().ReplaceLineEndings("\n")));
    }

    internal static string Put(string document, string name, string command, string measured, string printed)
    {
        var lines = document.TrimEnd().Split('\n').ToList();
        var at = lines.FindIndex(line => line.Contains($"Command: `{command}`", StringComparison.Ordinal));
        if (at < 0)
        {
            lines.AddRange(["", $"## `{name}`", "", $"Command: `{command}`"]);
            at = lines.Count - 1;
        }

        // Remarks that belong to the command stay.
        var from = at + 1;
        while (from < lines.Count && (lines[from].StartsWith("- ", StringComparison.Ordinal) || lines[from].StartsWith("  ", StringComparison.Ordinal)) && !IsEnd(lines[from]))
        {
            from++;
        }

        var to = lines.FindIndex(from, IsEnd);
        lines.RemoveRange(from, (to < 0 ? lines.Count : to) - from);
        lines.InsertRange(from, ["", measured, "", .. printed.Split('\n'), .. to < 0 ? (string[])[] : [""]]);
        return string.Join('\n', lines) + "\n";
    }

    private static bool IsEnd(string line) => Ends.Any(end => line.StartsWith(end, StringComparison.Ordinal));

    private static string Measured()
    {
        var model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;
        var load = File.Exists("/proc/loadavg") ? $" Load at the end (1, 5, 15 min): {string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3))}." : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Measured on {DateTimeOffset.UtcNow:yyyy-MM-dd}: {Environment.ProcessorCount} cores ({model ?? RuntimeInformation.ProcessArchitecture.ToString()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.{load}");
    }
}
