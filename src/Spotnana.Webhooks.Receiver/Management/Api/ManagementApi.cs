using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Receiver.Management.Api;

/// <summary>The calls that look into the inbox and mend it.</summary>
internal static partial class ManagementApi
{
    private const string RetryAfterSeconds = "5";

    public static IServiceCollection AddManagementApi(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<Rates>();
        services.AddHostedService(provider => provider.GetRequiredService<Rates>());
        services.AddSingleton<DeliveriesCalls>();
        services.AddSingleton<RedriveCalls>();
        services.AddSingleton<HandlersCalls>();
        services.AddSingleton<StatsCalls>();
        return services;
    }

    /// <summary>Maps everything under <c>/api</c>.</summary>
    public static void MapManagementApi(this IEndpointRouteBuilder endpoints)
    {
        var deliveries = endpoints.ServiceProvider.GetRequiredService<DeliveriesCalls>();
        var redrives = endpoints.ServiceProvider.GetRequiredService<RedriveCalls>();
        var handlers = endpoints.ServiceProvider.GetRequiredService<HandlersCalls>();
        var stats = endpoints.ServiceProvider.GetRequiredService<StatsCalls>();

        endpoints.MapGet("/api/deliveries", Answering(deliveries.ListAsync)).RequireRight(Right.Read);
        endpoints.MapGet("/api/deliveries/{id}", Answering(deliveries.ShowAsync)).RequireRight(Right.Read);
        endpoints.MapGet("/api/deliveries/{id}/payload", Answering(deliveries.ReadPayloadAsync)).RequireRight(Right.Payloads);
        endpoints.MapPost("/api/deliveries/{id}/redrive", Answering(redrives.OneAsync)).RequireRight(Right.Operate);
        endpoints.MapPost("/api/redrive", Answering(redrives.ManyAsync)).RequireRight(Right.Operate);
        endpoints.MapGet("/api/handlers", Answering(handlers.ListAsync)).RequireRight(Right.Read);
        endpoints.MapPost("/api/handlers/{name}/pause", Answering(handlers.PauseAsync)).RequireRight(Right.Operate);
        endpoints.MapPost("/api/handlers/{name}/resume", Answering(handlers.ResumeAsync)).RequireRight(Right.Operate);
        endpoints.MapPost("/api/handlers/{name}/discard", Answering(handlers.DiscardAsync)).RequireRight(Right.Operate);
        endpoints.MapGet("/api/stats", Answering(stats.ReadAsync)).RequireRight(Right.Read);
    }

    private static RequestDelegate Answering(Func<HttpContext, Task<Reply>> call) => async context =>
    {
        Reply reply;
        try
        {
            reply = await call(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (failure is InboxUnavailableException or InboxBrokenException)
        {
            Log.InboxFailed(context.RequestServices.GetRequiredService<ILogger<DeliveriesCalls>>(), failure, context.Request.Method, failure.Message);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            reply = Reply.Problem(StatusCodes.Status503ServiceUnavailable, "The inbox cannot be reached for now. The log tells why.");
        }

        await reply.WriteAsync(context.Response);
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A management call ({Method}) was answered 503: {Reason}")]
        public static partial void InboxFailed(ILogger logger, Exception failure, string method, string reason);
    }
}
