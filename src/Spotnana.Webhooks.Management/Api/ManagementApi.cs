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
        endpoints.MapGet("/api/deliveries", Answering<DeliveriesCalls>(static (calls, context) => calls.ListAsync(context))).RequireRight(Right.Read);
        endpoints.MapGet("/api/deliveries/{id}", Answering<DeliveriesCalls>(static (calls, context) => calls.ShowAsync(context))).RequireRight(Right.Read);
        endpoints.MapGet("/api/deliveries/{id}/payload", Answering<DeliveriesCalls>(static (calls, context) => calls.ReadPayloadAsync(context))).RequireRight(Right.Payloads);
        endpoints.MapPost("/api/deliveries/{id}/redrive", Answering<RedriveCalls>(static (calls, context) => calls.OneAsync(context))).RequireRight(Right.Operate);
        endpoints.MapPost("/api/redrive", Answering<RedriveCalls>(static (calls, context) => calls.ManyAsync(context))).RequireRight(Right.Operate);
        endpoints.MapGet("/api/handlers", Answering<HandlersCalls>(static (calls, context) => calls.ListAsync(context))).RequireRight(Right.Read);
        endpoints.MapPost("/api/handlers/{name}/pause", Answering<HandlersCalls>(static (calls, context) => calls.PauseAsync(context))).RequireRight(Right.Operate);
        endpoints.MapPost("/api/handlers/{name}/resume", Answering<HandlersCalls>(static (calls, context) => calls.ResumeAsync(context))).RequireRight(Right.Operate);
        endpoints.MapPost("/api/handlers/{name}/discard", Answering<HandlersCalls>(static (calls, context) => calls.DiscardAsync(context))).RequireRight(Right.Operate);
        endpoints.MapGet("/api/stats", Answering<StatsCalls>(static (calls, context) => calls.ReadAsync(context))).RequireRight(Right.Read);
    }

    // Resolved at the call: an inbox of another maker that cannot be looked into still takes deliveries.
    private static RequestDelegate Answering<TCalls>(Func<TCalls, HttpContext, Task<Reply>> call) where TCalls : notnull => async context =>
    {
        Reply reply;
        try
        {
            reply = await call(context.RequestServices.GetRequiredService<TCalls>(), context);
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
