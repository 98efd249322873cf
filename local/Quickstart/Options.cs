using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSched.Quickstart;

/// <summary>Options of the command line.</summary>
internal sealed partial record Options
{
    public const string Usage = """
        Runs AgentSched on this machine: storage emulator, app and a demo agent.

        dotnet run --project local/Quickstart -- [options]

          --port N         loopback port of the app; default 7071. The demo agent uses the next port, storage the three after it
          --data DIR       data folder; default .agentsched in the checkout
          --admin-key KEY  the admin's API key, ask_<id>_<secret>; default: created at the first start and kept with the data
          --no-sample      no demo agent and no sample schedule
          --help           this text
        """;

    public int Port { get; private init; } = 7071;

    /// <summary>Null: the default folder.</summary>
    public string? Data { get; private init; }

    /// <summary>Null: the key kept with the data, or a new one.</summary>
    public string? AdminKey { get; private init; }

    public bool Sample { get; private init; } = true;

    public bool Help { get; private init; }

    /// <exception cref="QuickstartException">An option is unknown, has no value or an invalid one.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, given) = arguments[i].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[i], null);
            string Value() => given ?? (i + 1 < arguments.Count ? arguments[++i] : throw new QuickstartException($"{name} needs a value. --help lists the options."));
            options = name switch
            {
                "--port" => options with { Port = ReadPort(Value()) },
                "--data" => options with { Data = Value() },
                "--admin-key" => options with { AdminKey = ReadKey(Value()) },
                "--no-sample" => options with { Sample = false },
                "--help" or "-h" or "-?" => options with { Help = true },
                _ => throw new QuickstartException($"{name} is not an option. --help lists the options."),
            };
        }

        return options;
    }

    private static int ReadPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? port
            : throw new QuickstartException($"--port {text}: must be a whole number from 1 to 65535.");

    private static string ReadKey(string text) =>
        KeyShape().IsMatch(text)
            ? text
            : throw new QuickstartException("--admin-key must be ask_<id>_<secret>, with an id of 4 to 32 characters of a-z 0-9 and a secret of 32 to 256 characters of A-Z a-z 0-9.");

    [GeneratedRegex(@"^ask_[a-z0-9]{4,32}_[A-Za-z0-9]{32,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyShape();
}
