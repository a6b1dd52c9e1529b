using JasperFx.CodeGeneration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weasel.Sqlite;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Sqlite;

namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>Wolverine with a durable local queue: the delivery is stored before the 200, and a handler that does nothing follows.</summary>
internal static class WolverineRival
{
    public static WebApplication BuildPostgreSql(string port, string connectionString) =>
        Build(port, options => options.PersistMessagesWithPostgresql(connectionString));

    /// <param name="port">Where it listens.</param>
    /// <param name="file">Where it stores.</param>
    /// <param name="isSynced">
    /// Whether each commit is synced. By default it is not: what was answered 200 survives a crash of the process, not a power cut.
    /// </param>
    public static WebApplication BuildSqlite(string port, string file, bool isSynced)
    {
        var connectionString = $"Data Source={Path.GetFullPath(file)}";
        if (!isSynced)
            return Build(port, options => options.PersistMessagesWithSqlite(connectionString));
        var source = new SqliteDataSource(connectionString, new SqlitePragmaSettings { Synchronous = SynchronousMode.FULL });
        return Build(port, options => options.PersistMessagesWithSqlite(source));
    }

    private static WebApplication Build(string port, Action<WolverineOptions> persist)
    {
        var builder = Endpoint.CreateBuilder(port);
        builder.Logging.AddFilter("Wolverine", LogLevel.Warning);
        builder.Host.UseWolverine(options =>
        {
            persist(options);
            options.Policies.UseDurableLocalQueues();
            options.Durability.Mode = DurabilityMode.Solo;
            options.CodeGeneration.TypeLoadMode = TypeLoadMode.Dynamic;
            // Else there are several lines for each message.
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
