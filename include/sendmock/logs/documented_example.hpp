// SPDX-License-Identifier: MIT
#ifndef SENDMOCK_LOGS_DOCUMENTED_EXAMPLE_HPP
#define SENDMOCK_LOGS_DOCUMENTED_EXAMPLE_HPP

#include <sendmock/logs/fixture.hpp>
#include <sendmock/logs/log_record.hpp>

#include <string_view>
#include <vector>

namespace sendmock {

/// The page that the service's documentation shows (documented): one log of an SSL failure, one of
/// a page not found. Also the file fixtures/logs/documented-example.json.
inline constexpr std::string_view documented_example_json =
    R"json({
  "next": null,
  "previous": null,
  "results": [
    {
      "id": 123,
      "base_url": "https://example.com",
      "full_url": "https://example.com/order-note.json",
      "method": "POST",
      "response_code": 495,
      "response": {
        "headers": {
          "Cache-Control": "max-age=3600",
          "Content-Type": "text/html; charset=utf-8",
          "Connection": "keep-alive"
        },
        "body": "<!doctype html>\n<html>\n <head>\n <title>SSL Certificate Error</title>\n </head>\n </html>\n"
      },
      "request": {
        "headers": {
          "Cache-Control": "max-age=3600",
          "Content-Type": "text/html; charset=utf-8",
          "Connection": "keep-alive"
        },
        "payload": {
          "order_note": {
            "note": "Success"
          }
        }
      },
      "created_at": "2023-03-01T02:02:00+01:00",
      "exception_type": "requests.exceptions.SSLError",
      "exception": "An SSL error occurred",
      "protected": false
    },
    {
      "id": 124,
      "integration_id": 123,
      "user_id": 123,
      "base_url": "https://example.com",
      "full_url": "https://example.com/order-note.json",
      "method": "POST",
      "response_code": 404,
      "response": {},
      "request": {
        "headers": {
          "Cache-Control": "max-age=3600",
          "Content-Type": "text/html; charset=utf-8",
          "Connection": "keep-alive"
        },
        "payload": {}
      },
      "created_at": "2023-03-01T02:02:00+01:00",
      "exception": "PageNotFound",
      "protected": false
    }
  ]
}
)json";

/// The logs of documented_example_json.
[[nodiscard]] inline std::vector<log_record> documented_example() {
    return parse_logs(documented_example_json, "the documented example");
}

} // namespace sendmock

#endif
