# Shows that include_direction.cmake finds each kind of wrong include, in small trees of its own.
# usage: cmake -D SCRATCH_DIR=DIR -P include_direction_test.cmake
cmake_minimum_required(VERSION 3.24)

# check(<expected part of the output, empty for a good tree> [<header> <included>]...)
function(check expected)
  file(REMOVE_RECURSE "${SCRATCH_DIR}")
  while(ARGN)
    list(POP_FRONT ARGN header included)
    file(APPEND "${SCRATCH_DIR}/${header}" "#include ${included}\n")
  endwhile()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -D INCLUDE_DIR=${SCRATCH_DIR}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/include_direction.cmake
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output
  )
  if(expected STREQUAL "")
    if(NOT result EQUAL 0)
      message(SEND_ERROR "refused a good tree:\n${output}")
    endif()
  elseif(result EQUAL 0)
    message(SEND_ERROR "took a tree in which: ${expected}")
  else()
    string(REGEX REPLACE "[ \n]+" " " output "${output}")
    string(FIND "${output}" "${expected}" place)
    if(place EQUAL -1)
      message(SEND_ERROR "did not say '${expected}' but: ${output}")
    endif()
  endif()
endfunction()

check(""
  sendmock/version.hpp <string_view>
  sendmock/http/form.hpp <sendmock/version.hpp>
  sendmock/http/target.hpp <sendmock/http/form.hpp>
  sendmock/logs/log_record.hpp <nlohmann/json.hpp>
  sendmock/net/socket.hpp <sys/socket.h>
  sendmock/net/tls_session.hpp <openssl/ssl.h>
  sendmock/net/tls_session.hpp <sendmock/net/socket.hpp>
  sendmock/server/mock_server.hpp <sendmock/http/target.hpp>
  sendmock/server/detail/engine.hpp <sendmock/net/socket.hpp>
  sendmock/shop/call_shop.hpp <sendmock/net/tls_session.hpp>
  sendmock/server/mock_server.hpp <sendmock/server/detail/engine.hpp>
  sendmock/server/detail/engine.hpp <httplib.h>
  sendmock/server/detail/engine.hpp <sys/socket.h>
  sendmock/testing/check_client.hpp <rapidcheck.h>
  sendmock/testing/check_client.hpp <sendmock/server/mock_server.hpp>
  sendmock/sendmock.hpp <sendmock/server/mock_server.hpp>
)
check("there are no headers")
check("sendmock/util/text.hpp stands in no layer" sendmock/util/text.hpp <string>)
check("sendmock/http/form.ipp stands in no layer" sendmock/http/form.ipp <string>)
check("sendmock/server/shared.hpp: <sendmock/util/text.hpp> stands in no layer"
  sendmock/server/shared.hpp <sendmock/util/text.hpp>
)
check("<sendmock/logs/log_record.hpp> is of a higher layer"
  sendmock/http/form.hpp <sendmock/logs/log_record.hpp>
)
check("<sendmock/server/endpoint.hpp> is of a higher layer"
  sendmock/net/socket.hpp <sendmock/server/endpoint.hpp>
)
check("<sendmock/net/socket.hpp> is of a higher layer"
  sendmock/journal/exchange.hpp <sendmock/net/socket.hpp>
)
check("<sendmock/http/form.hpp> is of a higher layer" sendmock/error.hpp <sendmock/http/form.hpp>)
check("<sendmock/testing/check_client.hpp> is of a higher layer"
  sendmock/sendmock.hpp <sendmock/testing/check_client.hpp>
)
check("<sendmock/sendmock.hpp> is for users only" sendmock/testing/a.hpp <sendmock/sendmock.hpp>)
check("<sendmock/server/detail/engine.hpp> is private to its layer"
  sendmock/shop/mock_shop.hpp <sendmock/server/detail/engine.hpp>
)
check("'#include \"form.hpp\"' is not of the form" sendmock/http/target.hpp "\"form.hpp\"")
check("<nlohmann/json.hpp> is not for this layer" sendmock/http/form.hpp <nlohmann/json.hpp>)
check("<nlohmann/json.hpp> is not for this layer" sendmock/net/socket.hpp <nlohmann/json.hpp>)
check("<httplib.h> is not for this layer" sendmock/net/socket.hpp <httplib.h>)
check("<httplib.h> is not for this layer" sendmock/server/mock_server.hpp <httplib.h>)
check("<openssl/ssl.h> is not for this layer" sendmock/service/cursor.hpp <openssl/ssl.h>)
check("<rapidcheck.h> is not for this layer" sendmock/server/detail/engine.hpp <rapidcheck.h>)
check("<boost/asio.hpp> is not for this layer" sendmock/shop/mock_shop.hpp <boost/asio.hpp>)
check("<sys/socket.h> is not for this layer" sendmock/journal/exchange.hpp <sys/socket.h>)
check("include each other in a circle, or include one that does: sendmock/http/a.hpp, sendmock/http/b.hpp"
  sendmock/http/a.hpp <sendmock/http/b.hpp>
  sendmock/http/b.hpp <sendmock/http/a.hpp>
  sendmock/http/c.hpp <string>
)
