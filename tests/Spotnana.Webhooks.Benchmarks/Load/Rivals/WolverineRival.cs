using JasperFx.CodeGeneration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Sqlite;

namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>Wolverine with a durable local queue: the delivery is stored before the 200, and a handler that does nothing follows.</summary>
internal static class WolverineRival
{
    public static WebApplication Build(string port, string store, bool isPostgreSql)
    {
        var builder = Endpoint.CreateBuilder(port);
        builder.Logging.AddFilter("Wolverine", LogLevel.Warning);
        builder.Host.UseWolverine(options =>
        {
            if (isPostgreSql)
                options.PersistMessagesWithPostgresql(store);
            else
                options.PersistMessagesWithSqlite($"Data Source={Path.GetFullPath(store)}");
            options.Policies.UseDurableLocalQueues();
            options.Durability.Mode = DurabilityMode.Solo;
            options.CodeGeneration.TypeLoadMode = TypeLoadMode.Dynamic;
            // What goes from one queue to the next in the same process is logged line by line otherwise.
            options.Policies.MessageExecutionLogLevel(LogLevel.Debug);
            options.Policies.MessageSuccessLogLevel(LogLevel.Debug);
            options.Discovery.DisableConventionalDiscovery().IncludeType<StoredDeliveryHandler>();
        });

        var app = builder.Build();
        app.MapWebhook(
            async (id, body) =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(new StoredDelivery(id, body));
            },
            () => StoredDeliveryHandler.Handled);
        return app;
    }
}
