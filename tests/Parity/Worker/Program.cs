using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Parity.Worker;
using Parity.Worker.App;

if (Environment.GetEnvironmentVariable(Journal.FileVariable) is null)
{
    return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}

var builder = FunctionsApplication.CreateBuilder(args);
RunningApp.AddTo(builder);
await builder.Build().RunAsync();
return 0;
