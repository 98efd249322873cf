using System.Globalization;
using System.Runtime.InteropServices;
using AgentSched.Hosting;

// dotnet run --project local/Host -- [--app FOLDER] [--port N]: runs the built app until Ctrl+C or SIGTERM.
var arguments = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : string.Empty, StringComparer.Ordinal);
if (arguments.Keys.Any(name => name is not ("--app" or "--port")) || (arguments.TryGetValue("--port", out var text) && !ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
{
    Console.Error.WriteLine("Usage: AgentSched.Host [--app FOLDER] [--port N]. FOLDER holds the built app (default: the current folder); N is 0 to 65535, and 0 is any free port.");
    return 2;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    await using var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
    {
        AppFolder = arguments.GetValueOrDefault("--app", "."),
        Port = arguments.TryGetValue("--port", out var port) ? int.Parse(port, CultureInfo.InvariantCulture) : null,
    });
    Console.WriteLine($"{host.Address} answers; {host.Functions.Count} functions of AgentSched.Functions");
    await stop.Task;
    return 0;
}
catch (HostException e)
{
    Console.Error.WriteLine($"AgentSched.Host: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
