using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(WebApplicationMark)))
        {
            return builder;
        }

        builder.Services.AddSingleton<WebApplicationMark>();
        builder.Services.AddMvcCore();
        builder.Services.TryAddSingleton<ResultWriter>();
        builder.Use(next => context => context.Features.Get<ArrivedRequest>() is { } request
            ? RunAsync(context, request, next)
            : next(context));
        return builder;
    }

    private static async Task RunAsync(FunctionContext context, ArrivedRequest request, Middleware.FunctionExecutionDelegate next)
    {
        context.Features.Set(new VisibleRequest(request.Http));
        await next(context);
        await context.InstanceServices.GetRequiredService<ResultWriter>().WriteAsync(context, request.Http);
    }
}
